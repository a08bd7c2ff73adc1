package mesh.adapter.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** To whom a file belongs. */
final class Owner {
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    private Owner() {}

    /** @throws UnsafeDirectory where the folder, or the link that stands for it, is somebody else's, or it is none */
    static void requireOwn(Path folder) throws IOException {
        UserPrincipal me = me(folder);
        UserPrincipal ofName = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        UserPrincipal ofFolder = Files.getOwner(folder);
        if (!ofName.equals(me) || !ofFolder.equals(me))
            throw new UnsafeDirectory(folder + " belongs to " + (ofName.equals(me) ? ofFolder : ofName).getName()
                    + ", not to " + me.getName() + ". Set SLM_MESH_DATA_DIR to a folder of your own.");
        if (!Files.isDirectory(folder))
            throw new UnsafeDirectory(folder + " is not a folder. Remove it, or set SLM_MESH_DATA_DIR to another one.");
    }

    /** The effective user: it owns this process' folder in {@code /proc}; elsewhere the one that Java names. */
    private static UserPrincipal me(Path any) throws IOException {
        if (Files.isDirectory(THIS_PROCESS)) return Files.getOwner(THIS_PROCESS);
        return any.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
    }
}

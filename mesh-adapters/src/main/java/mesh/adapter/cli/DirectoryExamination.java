package mesh.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The data directory and the token: whose they are, who else may look, and whether there is room. */
final class DirectoryExamination implements DoctorCommand.Examination {
    private static final long LITTLE_ROOM_BYTES = 200_000_000;
    private static final long NO_ROOM_BYTES = 10_000_000;
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final BrokerControl broker;

    DirectoryExamination(BrokerControl broker) {
        this.broker = broker;
    }

    @Override
    public void examine(Findings findings) throws IOException {
        Path directory = broker.dataDirectory();
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            findings.ok("data directory", directory + " (is made at the first start)");
        } else if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            findings.fail(
                    "data directory",
                    directory + " is no directory, or a symbolic link to one",
                    "Move it away, or set SLM_MESH_DATA_DIR to a folder of your own.");
        } else {
            rights(findings, "data directory", directory, "700");
            token(findings, broker.tokenFile());
        }
        room(findings, directory);
    }

    private static void rights(Findings findings, String subject, Path file, String wanted) throws IOException {
        String owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        String user = System.getProperty("user.name");
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        String found = file + " " + PosixFilePermissions.toString(rights) + " " + owner;
        rights.retainAll(OTHERS);
        if (!owner.equals(user))
            findings.fail(subject, found + ": it is not yours", "Set SLM_MESH_DATA_DIR to a folder of your own.");
        else if (!rights.isEmpty())
            findings.fail(
                    subject,
                    found + ": others may look into it",
                    "chmod " + wanted + " " + file + ", then rotate the" + " token: slm-mesh token rotate");
        else if (!Files.isReadable(file) || !Files.isWritable(file))
            findings.fail(subject, found + ": you may not read and write it", "chmod " + wanted + " " + file);
        else findings.ok(subject, found);
    }

    private static void token(Findings findings, Path token) throws IOException {
        if (!Files.exists(token, LinkOption.NOFOLLOW_LINKS))
            findings.ok("token", token + " (is made at the first start)");
        else if (!Files.isRegularFile(token, LinkOption.NOFOLLOW_LINKS))
            findings.fail("token", token + " is no plain file", "Look where it leads, then remove it.");
        else rights(findings, "token", token, "600");
    }

    private static void room(Findings findings, Path directory) throws IOException {
        Path existing = directory;
        while (!Files.exists(existing)) existing = existing.getParent();
        long room = Files.getFileStore(existing).getUsableSpace();
        String found = Shown.bytes(room) + " free";
        String advice = "Make room on the disk of " + directory + ", or move it: SLM_MESH_DATA_DIR.";
        if (room < NO_ROOM_BYTES) findings.fail("disk", found, advice);
        else if (room < LITTLE_ROOM_BYTES) findings.warn("disk", found, advice);
        else findings.ok("disk", found);
    }
}

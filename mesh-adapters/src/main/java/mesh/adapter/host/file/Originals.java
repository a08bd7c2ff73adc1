package mesh.adapter.host.file;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Keeps, for each file that was changed, what it held before and a digest of what was written: while the digest still
 * fits, the original can be put back byte for byte. One folder for each file, readable by its owner only.
 */
public final class Originals {
    private static final String RECORD = "record";
    private static final String ORIGINAL = "original";
    private static final String MADE_FOLDERS = "folders";

    private final Path folder;

    /** @param folder made when it is first needed */
    public Originals(Path folder) {
        this.folder = folder;
    }

    /**
     * @param content what the file held before us; empty where it was not there
     * @param written digest of what we wrote
     */
    record Original(Optional<byte[]> content, String written) {
        boolean isStill(byte[] current) {
            return written.equals(digest(current));
        }
    }

    Optional<Original> find(Path file) throws IOException {
        Optional<byte[]> record = DiskFile.read(place(file).resolve(RECORD));
        if (record.isEmpty()) return Optional.empty();
        Properties properties = new Properties();
        properties.load(new StringReader(new String(record.get(), StandardCharsets.UTF_8)));
        if (!file.toString().equals(properties.getProperty("file"))) return Optional.empty();
        return Optional.of(
                new Original(DiskFile.read(place(file).resolve(ORIGINAL)), properties.getProperty("written", "")));
    }

    /** Where the copy of the original is, for whoever wants it back by hand. */
    public Path place(Path file) {
        return folder.resolve(
                digest(file.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16));
    }

    /** Keeps the original; to be called before anything is written. */
    void keep(Path file, Optional<byte[]> content, byte[] written) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("file", file.toString());
        properties.setProperty("written", digest(written));
        StringWriter record = new StringWriter();
        properties.store(record, null);
        if (content.isPresent()) DiskFile.write(place(file).resolve(ORIGINAL), content.get(), HostFile.Rights.SECRET);
        else Files.deleteIfExists(place(file).resolve(ORIGINAL));
        DiskFile.write(
                place(file).resolve(RECORD),
                record.toString().getBytes(StandardCharsets.UTF_8),
                HostFile.Rights.SECRET);
    }

    void forget(Path file) throws IOException {
        Path place = place(file);
        Files.deleteIfExists(place.resolve(RECORD));
        Files.deleteIfExists(place.resolve(ORIGINAL));
        DiskFile.deleteIfEmpty(place);
        removeEmptyFolders();
        DiskFile.deleteIfEmpty(folder);
    }

    /** Remembers folders that were made for files of ours, so that they can go once nobody needs them. */
    void made(List<Path> folders) throws IOException {
        if (folders.isEmpty()) return;
        Set<String> all = new LinkedHashSet<>(madeFolders());
        folders.forEach(each -> all.add(each.toString()));
        writeMadeFolders(all);
    }

    /** Removes the folders that we made and that are empty by now, innermost first. */
    private void removeEmptyFolders() throws IOException {
        Set<String> left = new LinkedHashSet<>(madeFolders());
        List<String> innermostFirst = new ArrayList<>(left);
        innermostFirst.sort(Comparator.comparingInt(String::length).reversed());
        for (String each : innermostFirst) if (DiskFile.deleteIfEmpty(Path.of(each))) left.remove(each);
        writeMadeFolders(left);
    }

    private List<String> madeFolders() throws IOException {
        return DiskFile.read(folder.resolve(MADE_FOLDERS))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
    }

    private void writeMadeFolders(Set<String> folders) throws IOException {
        Path file = folder.resolve(MADE_FOLDERS);
        if (folders.isEmpty()) Files.deleteIfExists(file);
        else
            DiskFile.write(
                    file, (String.join("\n", folders) + "\n").getBytes(StandardCharsets.UTF_8), HostFile.Rights.SECRET);
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

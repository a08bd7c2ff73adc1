package mesh.adapter.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mesh.domain.peer.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    private static final ProcessIdentity SELF =
            new ProcessIdentity(ProcessHandle.current().pid(), "boot:1");

    @TempDir
    Path temporary;

    private DataDirectory fresh() throws IOException {
        return DataDirectory.at(temporary.resolve("data")).prepare();
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void foldersAndFilesBelongToTheirOwnerAlone() throws IOException {
        DataDirectory directory =
                DataDirectory.at(temporary.resolve("deep/er/data")).prepare();
        directory.write(directory.port(), "7899\n");
        BrokerToken.of(directory);
        Secrets.peerKey(directory);
        InstanceLock.toRun(directory, SELF).orElseThrow().close();
        assertEquals("rwx------", rights(directory.folder()));
        assertEquals("rwx------", rights(directory.peers()));
        for (Path file : List.of(directory.port(), directory.token(), directory.peerKey(), directory.lock()))
            assertEquals("rw-------", rights(file), file.toString());
    }

    @Test
    void manyThatStartAtOncePrepareTheSameFolder() throws Exception {
        int many = 8;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            CyclicBarrier together = new CyclicBarrier(many);
            for (int round = 0; round < 100; round++) {
                Path folder = temporary.resolve("round-" + round);
                List<Callable<DataDirectory>> all = Collections.nCopies(many, () -> {
                    together.await();
                    return DataDirectory.at(folder).prepare();
                });
                for (Future<DataDirectory> prepared : threads.invokeAll(all))
                    assertTrue(Files.isDirectory(prepared.get().peers()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsWrittenReplacesTheFileAsAWhole() throws IOException {
        DataDirectory directory = fresh();
        directory.write(directory.port(), "7899\n");
        directory.write(directory.port(), "7900\n");
        assertEquals(Optional.of("7900"), directory.read(directory.port()));
        assertEquals(Optional.empty(), directory.read(directory.pid()));
        try (var files = Files.list(directory.folder())) {
            assertEquals(3, files.count()); // port, peers and tls
        }
    }

    @Test
    void tokenIsMadeOnceAndReplacedOnDemand() throws IOException {
        DataDirectory directory = fresh();
        assertEquals(Optional.empty(), BrokerToken.read(directory));
        BrokerToken token = BrokerToken.of(directory);
        String first = token.get();
        assertTrue(first.matches("[A-Za-z0-9_-]{43}"), first);
        assertEquals(first, BrokerToken.of(directory).get());
        BrokerToken.rotate(directory);
        assertNotEquals(first, token.get());
        assertEquals(Optional.of(token.get()), BrokerToken.read(directory));
    }

    @Test
    void peersKeyIsMadeOnce() throws IOException {
        byte[] key = Secrets.peerKey(fresh());
        assertEquals(43, key.length);
        assertArrayEquals(key, Secrets.peerKey(fresh()));
    }

    @Test
    void folderThatOthersCanWriteIsRefused() throws IOException {
        Path shared = Files.createDirectory(temporary.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxr-x"));
        UnsafeDirectory e = assertThrows(
                UnsafeDirectory.class, () -> DataDirectory.at(shared).prepare());
        assertTrue(e.getMessage().contains("chmod 700"), e.getMessage());
    }

    @Test
    void folderThatOthersCanReadIsClosed() throws IOException {
        Path readable = Files.createDirectory(temporary.resolve("readable"));
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataDirectory.at(readable).prepare();
        assertEquals("rwx------", rights(readable));
    }

    @Test
    void folderOfAnotherUserIsRefused() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        Path foreign = Files.createDirectory(temporary.resolve("foreign"));
        Files.setOwner(
                foreign, foreign.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        UnsafeDirectory e = assertThrows(
                UnsafeDirectory.class, () -> DataDirectory.at(foreign).prepare());
        assertTrue(e.getMessage().contains("nobody"), e.getMessage());
    }

    @Test
    void fileInItsPlaceIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThrows(IOException.class, () -> DataDirectory.at(file).prepare());
    }

    @Test
    void linkOfOnesOwnIsFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), elsewhere);
        DataDirectory directory = DataDirectory.at(link).prepare();
        assertTrue(Files.isDirectory(elsewhere.resolve("peers")));
        try (InstanceLock lock = InstanceLock.toRun(directory, SELF).orElseThrow()) {
            assertTrue(Files.isSameFile(elsewhere.resolve("broker.lock"), lock.file()));
            assertEquals(Optional.empty(), InstanceLock.toRun(DataDirectory.at(elsewhere), SELF));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "broker.token",
                "broker.pid",
                "port",
                "broker.sock",
                "mesh.db",
                "broker.log",
                "broker.lock",
                "broker.out",
                "mesh.db-wal",
                "hook.sock",
                "sessions",
                "tls/secret"
            })
    void plantedLinkIsRefusedByName(String name) throws IOException {
        DataDirectory directory = fresh();
        Path prey = Files.writeString(temporary.resolve("prey"), "precious");
        Files.createSymbolicLink(directory.folder().resolve(name), prey);
        UnsafeDirectory e = assertThrows(UnsafeDirectory.class, directory::prepare);
        assertTrue(e.getMessage().contains(name), e.getMessage());
        assertEquals("precious", Files.readString(prey));
    }

    @Test
    void plantedLinkIsNeitherReadNorWrittenThrough() throws IOException {
        DataDirectory directory = fresh();
        Path prey = Files.writeString(temporary.resolve("prey"), "precious");
        Files.createSymbolicLink(directory.port(), prey);
        Files.createSymbolicLink(directory.lock(), prey);
        assertThrows(IOException.class, () -> directory.read(directory.port()));
        assertThrows(IOException.class, () -> InstanceLock.toRun(directory, SELF));
        directory.write(directory.port(), "7899");
        assertEquals("precious", Files.readString(prey));
        assertFalse(Files.isSymbolicLink(directory.port()));
    }

    @Test
    void leftoversGoAndWhatIsPreciousStays() throws IOException {
        DataDirectory directory = fresh();
        for (String name : List.of(
                "broker.pid",
                "port",
                "broker.sock",
                "port.1f.new",
                "sqlite-3-libsqlitejdbc.so",
                "mesh.db",
                "mesh.db-wal",
                "broker.token",
                "broker.log")) Files.writeString(directory.folder().resolve(name), "");
        assertEquals(5, directory.removeLeftovers().size());
        for (Path kept : List.of(directory.database(), directory.token(), directory.log()))
            assertTrue(Files.exists(kept), kept.toString());
        assertFalse(Files.exists(directory.socket()));
    }

    @Test
    void oneHolderPerDirectory() throws IOException {
        DataDirectory one = fresh();
        DataDirectory other = DataDirectory.at(temporary.resolve("other")).prepare();
        InstanceLock held = InstanceLock.toRun(one, SELF).orElseThrow();
        try (InstanceLock second = InstanceLock.toRun(other, SELF).orElseThrow()) {
            assertEquals(Optional.empty(), InstanceLock.toRun(one, SELF));
            assertTrue(Files.exists(second.file()));
        }
        held.close();
        held.close();
        InstanceLock.toRun(one, SELF).orElseThrow().close();
    }

    @Test
    void lockWhoseFolderWasRemovedStandsNoMore() throws IOException {
        try (InstanceLock lock = InstanceLock.toRun(fresh(), SELF).orElseThrow()) {
            assertTrue(lock.isStanding());
            Files.move(temporary.resolve("data"), temporary.resolve("away"));
            assertFalse(lock.isStanding());
            try (InstanceLock successor = InstanceLock.toRun(fresh(), SELF).orElseThrow()) {
                assertFalse(lock.isStanding());
                assertTrue(successor.isStanding());
            }
        }
    }

    @Test
    void lockFileNamesItsHolderToOtherProcesses() throws Exception {
        DataDirectory directory = fresh();
        assertEquals(Optional.empty(), InstanceLock.holder(directory));
        try (InstanceLock held = InstanceLock.toRun(directory, SELF).orElseThrow()) {
            assertTrue(Files.exists(held.file()));
            assertEquals(Optional.of(SELF), InstanceLock.holder(directory));
        }
        assertEquals(Optional.empty(), InstanceLock.holder(directory));
        for (String nonsense : List.of("", "12", " x", "12x y", "99999999999 m", "0 m")) {
            Files.writeString(directory.lock(), nonsense);
            assertEquals(Optional.empty(), InstanceLock.holder(directory), nonsense);
        }
    }

    @Test
    void lockOfAnotherProcessIsSeenAndEndsWithIt() throws Exception {
        DataDirectory directory = fresh();
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.folder().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals('!', holder.getInputStream().read());
            assertEquals(Optional.empty(), InstanceLock.toRun(directory, SELF));
            assertEquals(
                    holder.pid(), InstanceLock.holder(directory).orElseThrow().pid());
        } finally {
            holder.destroyForcibly();
        }
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        InstanceLock.toRun(directory, SELF).orElseThrow().close();
    }

    /** A process that holds the lock until it is ended. */
    static final class LockHolder {
        public static void main(String[] arguments) throws IOException {
            ProcessIdentity self = new ProcessIdentity(ProcessHandle.current().pid(), "boot:2");
            try (InstanceLock lock = InstanceLock.toRun(DataDirectory.at(Path.of(arguments[0])), self)
                    .orElseThrow()) {
                System.out.print('!');
                System.out.flush();
                while (System.in.read() >= 0) assertTrue(Files.exists(lock.file()));
            }
        }
    }
}

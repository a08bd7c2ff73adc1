package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mesh.adapter.client.Connector;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.link.FrameStream;
import mesh.adapter.uds.UdsStream;

/** The way to this machine's broker, which is started where none runs. Safe for use by many threads. */
final class LocalConnector implements Connector {
    private final DataDirectory directory;
    private final Optional<BrokerStarter> starter;

    /** @param starter starts a broker where there is none; empty for a process that must not */
    LocalConnector(DataDirectory directory, Optional<BrokerStarter> starter) {
        this.directory = directory;
        this.starter = starter;
    }

    @Override
    public FrameStream connect() throws IOException {
        return Failures.explained(this::connectOrStart);
    }

    private FrameStream connectOrStart() throws IOException {
        if (starter.isPresent()) return starter.get().reach(this::attempt).connection();
        return attempt()
                .orElseThrow(() -> new IOException(
                        "no broker is running for " + directory.folder() + ". Start one: slm-mesh start"));
    }

    /** The same way, whose first connection is there already. */
    Connector beginningWith(FrameStream first) {
        AtomicReference<FrameStream> ready = new AtomicReference<>(first);
        return () -> {
            FrameStream stream = ready.getAndSet(null);
            return stream == null ? connect() : stream;
        };
    }

    /** Connects to the broker that runs, and neither starts nor stops just now; empty where none does. */
    Optional<FrameStream> attempt() throws IOException {
        if (!Files.exists(directory.port(), LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
        directory.check();
        try {
            return Optional.of(UdsStream.connect(directory.socket()));
        } catch (IOException e) {
            // Nobody listens: a socket outlives a broker that was killed.
            System.getLogger(LocalConnector.class.getName()).log(Level.TRACE, "no broker", e);
            return Optional.empty();
        }
    }
}

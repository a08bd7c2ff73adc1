package mesh.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.link.FrameStream;

/** This process as a broker: its log, its signals, and the one place where it waits. */
final class BrokerProcess {
    /** A broker that is asked to stop drains for a while; the next one waits for its directory as long. */
    private static final long TAKE_OVER_SECONDS = 8;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Longer than any part of a broker takes to close. */
    private static final long END_SECONDS = 20;

    private final BrokerConfig config;
    private final BrokerStarter.Attempt<FrameStream> another;

    /** @param another reaches a broker of the same directory in another process */
    BrokerProcess(BrokerConfig config, BrokerStarter.Attempt<FrameStream> another) {
        this.config = config;
        this.another = another;
    }

    /** Runs the broker until it is told to stop, or nobody needs it. @return false where another runs already */
    boolean run() throws IOException {
        DataDirectory directory = DataDirectory.at(config.directory()).prepare();
        BrokerLog.install(directory.log(), config.log());
        Optional<Broker> started;
        try {
            started = start();
        } catch (IOException | RuntimeException e) {
            System.getLogger(BrokerProcess.class.getName()).log(Level.ERROR, "The broker cannot start", e);
            throw e;
        }
        if (started.isEmpty()) return false;
        ClassArchive.trainWhereWanted(directory);
        CountDownLatch ended = new CountDownLatch(1);
        try (Broker broker = started.get()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(broker, ended), "mesh-shutdown"));
            broker.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody wants this thread: the broker ends
        } finally {
            ended.countDown();
        }
        return true;
    }

    private Optional<Broker> start() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TAKE_OVER_SECONDS);
        do {
            Optional<Broker> broker = Broker.start(config);
            if (broker.isPresent() || anotherAnswers()) return broker;
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        } while (System.nanoTime() - end < 0);
        throw new IOException("Another process holds " + config.directory() + " but does not answer.");
    }

    private boolean anotherAnswers() throws IOException {
        Optional<FrameStream> answered = another.reach();
        answered.ifPresent(FrameStream::close);
        return answered.isPresent();
    }

    /** A signal ends the process as soon as this returns. */
    private static void end(Broker broker, CountDownLatch ended) {
        broker.requestStop();
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS))
                System.getLogger(BrokerProcess.class.getName())
                        .log(
                                Level.WARNING,
                                "Some parts did not close in time; what was answered is on disk all the same");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package mesh.faults.abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mesh.adapter.wire.JsonObject;
import mesh.app.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five hundred processes with a link and a lock each, of which half are killed at once. */
class ManyPeersIT {
    private static final int PEERS = 500;
    /** Two seconds are promised; a machine that is busy with five hundred processes has more. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(15);

    private static final int MAX_RESIDENT_MEGABYTES = 400;

    @TempDir
    Path temporary;

    @Test
    void halfOfFiveHundredAreKilledAndTheOthersAreToldAndGetTheirLocks() throws Exception {
        List<Process> processes = new ArrayList<>();
        List<RawLink> links = new ArrayList<>();
        try (BrokerUnderAbuse broker = BrokerUnderAbuse.start(temporary)) {
            List<BrokerUnderAbuse.Peer> peers = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                processes.add(new ProcessBuilder("/bin/sleep", "600").start());
                peers.add(broker.authenticated("p" + i, processes.get(i).pid()));
                links.add(RawLink.hello(broker, peers.get(i), 0));
                assertEquals(200, lock(links.get(i), peers.get(i), i).integer("status"));
            }
            assertEquals(PEERS, living(broker));
            Set<String> killed = new HashSet<>();
            for (int i = 0; i < PEERS; i += 2) killed.add(peers.get(i).id());
            links.get(1).send("{\"id\":99,\"call\":\"events/follow\",\"body\":{\"types\":[\"peer_left\"]}}");
            links.get(1).next("status");

            for (int i = 0; i < PEERS; i += 2) processes.get(i).destroyForcibly();
            for (int i = 0; i < PEERS; i += 2) links.get(i).close();
            Program.await("the dead have left", GONE_WITHIN, () -> living(broker) == PEERS / 2);
            int locks = broker.program
                    .call("lock", "{\"action\":\"query\"}")
                    .objects("locks")
                    .size();
            assertEquals(PEERS / 2, locks, "locks of the dead");

            Set<String> told = new HashSet<>();
            while (told.size() < killed.size()) {
                JsonObject push = links.get(1).next("follow");
                told.add(push.object("body").string("emittedBy"));
            }
            assertEquals(killed, told);
            for (int i = 1; i < PEERS; i += 2)
                assertEquals(200, lock(links.get(i), peers.get(i), i - 1).integer("status"), "a lock of the dead");
            broker.assertServes(Duration.ofSeconds(2));
            int resident = broker.residentMegabytes();
            assertTrue(resident < MAX_RESIDENT_MEGABYTES, () -> "the broker holds " + resident + " MiB");
        } finally {
            for (RawLink link : links) link.close();
            for (Process process : processes) process.destroyForcibly();
        }
    }

    private static JsonObject lock(RawLink link, BrokerUnderAbuse.Peer peer, int file) throws Exception {
        return link.call(
                file + 1_000,
                "lock",
                "{\"action\":\"lock\",\"peerId\":\"" + peer.id() + "\",\"filePath\":\"/tmp/many/" + file + "\"}");
    }

    private static int living(BrokerUnderAbuse broker) throws Exception {
        return (int) broker.program.json("status", "--json").object("peers").integer("total");
    }
}

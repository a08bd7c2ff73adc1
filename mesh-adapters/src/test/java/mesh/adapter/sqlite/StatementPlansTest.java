package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import mesh.adapter.store.Sample;
import mesh.domain.event.EventPattern;
import mesh.domain.event.EventQuery;
import mesh.domain.event.Sequence;
import mesh.domain.event.Subscription;
import mesh.domain.lock.LockScope;
import mesh.domain.message.Message;
import mesh.domain.state.StateKey;
import mesh.domain.state.StateQuery;
import mesh.port.out.StoreTransaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No statement reads a table from end to end or sorts it, or is prepared more than once: what is fast stays fast. */
class StatementPlansTest {
    /** What is read whole or in the order of its key: small tables, or no more of them than the caller asked for. */
    private static final Set<String> MAY_SCAN = Set.of(
            "SCAN lease",
            "SCAN inbox",
            "SCAN mesh",
            "SCAN sqlite_master",
            "SCAN json_each",
            "SCAN peer USING INDEX peer_living",
            "SCAN event in\nSELECT seq, created_at FROM event ORDER BY seq LIMIT ?");
    /** A limit by which SQLite prepares a statement anew each time that it is bound; see {@link Sql}. */
    private static final Pattern BARE_LIMIT = Pattern.compile("LIMIT \\?\\d*(?!\\d| \\+ 0)");
    /** What is sorted: leases, peers of one session, a prefix of very many event types, messages that are filed. */
    private static final Set<String> MAY_SORT =
            Set.of("FROM lease", "session_key = ?", "type >= ?4 AND type < ?5", "GROUP BY to_peer");

    @TempDir
    Path directory;

    @Test
    void everyStatementFindsItsRowsByAnIndex() {
        try (SqliteStore store = SqliteStore.open(directory.resolve("mesh.db"))) {
            List<String> wrong = new ArrayList<>();
            int statements = store.write(tx -> {
                useEverything(tx);
                Sql sql = ((Session) tx).sql();
                Set<String> used = new TreeSet<>(sql.statements());
                for (String statement : used) {
                    if (!statement.matches("(?s)\\s*(SELECT|INSERT|UPDATE|DELETE).*")) continue;
                    List<String> plan = sql.list("EXPLAIN QUERY PLAN " + statement, row -> row.getString(4));
                    for (String step : plan) if (!isFine(step, statement)) wrong.add(step + " in\n" + statement);
                    if (BARE_LIMIT.matcher(statement).find()) wrong.add("bare LIMIT in\n" + statement);
                }
                return used.size();
            });
            assertEquals(List.of(), wrong);
            assertTrue(statements > 50, "only " + statements);
        }
    }

    private static boolean isFine(String step, String statement) {
        if (step.startsWith("SCAN")) return MAY_SCAN.stream().anyMatch((step + " in\n" + statement)::startsWith);
        if (step.contains("TEMP B-TREE")) return MAY_SORT.stream().anyMatch(statement::contains);
        return true;
    }

    private static void useEverything(StoreTransaction tx) {
        var peer = Sample.peerId(1);
        var nobody = Optional.<mesh.domain.peer.PeerId>empty();
        tx.peers().save(Sample.peer(1, "one", Optional.of("session")));
        tx.peers().find(Sample.peerId(9));
        tx.peers().ofSession("session");
        tx.peers().living();
        tx.peers().removeLeftBefore(Sample.START, 9);
        tx.peers().remove(peer);
        Message message = Sample.message(tx.nextSequence(), 1, 1);
        tx.messages().append(message, Optional.of("key"));
        tx.messages().find(message.id());
        tx.messages().unread(peer, nobody, 9);
        tx.messages().received(peer, nobody, 9);
        tx.messages().sent(peer, 9);
        tx.messages().countUnread(peer);
        tx.messages().withKey(peer, "key");
        tx.messages().deliverUpTo(peer, message.seq(), Sample.START, 9);
        tx.messages().update(message.read(Sample.START));
        tx.messages().removeReadBefore(Sample.START, 9);
        tx.messages().append(Sample.message(tx.nextSequence(), 1, 2), Optional.empty());
        tx.messages().expireUnreadBefore(Sample.at(999), Sample.at(999), 9);
        tx.messages().removeExpiredBefore(Sample.START, 9);
        tx.state().save(Sample.entry("n", "k", "v", 1));
        tx.state().find(StateKey.of("k"));
        tx.state().list(new StateQuery("n", "k", 9));
        tx.state().removeTombstonesBefore(Sample.START, 9);
        tx.locks().save(Sample.lock(tx.nextToken(), Sample.inRepo("/a", true, "a", LockScope.REPO), 1));
        tx.locks().overlapping(Sample.inRepo("/a", true, "a", LockScope.REPO));
        tx.locks().heldBy(peer);
        tx.locks().countHeldBy(peer);
        tx.locks().all();
        tx.locks().expired(Sample.START);
        tx.locks().shift(Duration.ofSeconds(1));
        tx.locks().remove(tx.nextToken());
        for (int i = 0; i < 40; i++) tx.events().append(Sample.event(tx.nextSequence(), "many.t" + i));
        for (Optional<Sequence> after : List.of(Optional.<Sequence>empty(), Optional.of(Sequence.START)))
            for (Set<EventPattern> types : List.of(
                    Set.<EventPattern>of(),
                    Set.of(new EventPattern("a")),
                    Set.of(new EventPattern("a"), new EventPattern("many.t1.*")),
                    Set.of(new EventPattern("many.*")))) {
                tx.events().read(new EventQuery(types, after, Optional.empty(), 9));
                tx.events().read(new EventQuery(types, after, Optional.of(Sample.START), 9));
            }
        tx.events().saveSubscription(peer, new Subscription(Set.of(EventPattern.EVERYTHING)));
        tx.events().subscription(peer);
        tx.events().removeBefore(Sample.at(1), 1);
    }
}

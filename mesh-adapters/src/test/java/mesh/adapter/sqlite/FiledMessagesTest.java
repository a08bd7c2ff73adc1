package mesh.adapter.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import mesh.adapter.store.Sample;
import mesh.domain.event.Sequence;
import mesh.domain.message.Message;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages are found alike whether they are in the indices by peer already or not. */
class FiledMessagesTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("mesh.db");
    }

    private static void send(MeshStore store) {
        store.write(tx -> {
            tx.messages().append(Sample.message(tx.nextSequence(), 1, 2), Optional.empty());
            return null;
        });
    }

    @Test
    void anOlderSchemaIsBroughtUpToDate() throws Exception {
        Database older = new Database(file());
        older.create();
        try (Sql sql = older.writer()) {
            Migrations.run(sql, 1);
            sql.script(List.of(
                    "UPDATE mesh SET sequence = 1, latest = 1, messages = 1, undelivered = 1",
                    "INSERT INTO message VALUES (1, "
                            + blob(Columns.id(Sample.messageId(1).value())) + ", "
                            + blob(Columns.peer(Sample.peerId(1))) + ", " + blob(Columns.peer(Sample.peerId(2)))
                            + ", 'text', NULL, NULL, 2, 1, " + Columns.NOT_YET + ", " + Columns.NOT_YET + ", "
                            + Columns.NOT_YET + ", 'from before')",
                    "INSERT INTO inbox VALUES (" + blob(Columns.peer(Sample.peerId(2))) + ", 1)"));
        }
        try (SqliteStore store = SqliteStore.open(file())) {
            send(store);
            List<Message> unread = store.read(view -> view.messages().unread(Sample.peerId(2), Optional.empty(), 9));
            assertEquals(2, unread.size());
            assertEquals("from before", unread.get(0).payload());
            assertEquals(2, store.<Integer>read(view -> view.messages().countUnread(Sample.peerId(2))));
            assertEquals(
                    2,
                    store.read(view -> view.messages().sent(Sample.peerId(1), 9))
                            .size());
        }
    }

    private static String blob(byte[] bytes) {
        return "x'" + HexFormat.of().formatHex(bytes) + "'";
    }

    /** New messages are filed many at a time, and so there is a border that no reader may notice. */
    @Test
    void messagesAreFoundAlikeBeforeAndAfterTheyAreFiled() throws Exception {
        try (SqliteStore store = SqliteStore.open(file())) {
            List<Sequence> sent = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                send(store);
                sent.add(store.read(StoreView::latest));
                if (i % 97 != 0) continue;
                int count = sent.size();
                store.read(view -> {
                    assertEquals(
                            sent.subList(0, Math.min(count, 5_000)),
                            seqs(view.messages().unread(Sample.peerId(2), Optional.empty(), 5_000)));
                    assertEquals(count, view.messages().countUnread(Sample.peerId(2)));
                    List<Sequence> newest = new ArrayList<>(sent.subList(Math.max(0, count - 100), count));
                    Collections.reverse(newest);
                    assertEquals(newest, seqs(view.messages().sent(Sample.peerId(1), 100)));
                    assertEquals(newest, seqs(view.messages().received(Sample.peerId(2), Optional.empty(), 100)));
                    return null;
                });
            }
            Sequence half = sent.get(1_900);
            assertEquals(1_000, deliverUpTo(store, half, 1_000));
            assertEquals(901, deliverUpTo(store, half, 1_000));
            assertEquals(
                    sent.subList(1_901, 2_000),
                    seqs(store.read(view -> view.messages().after(Sample.peerId(2), half, 5_000))));
            assertEquals(99L, store.read(StoreView::messages).countUndelivered());
        }
    }

    private static int deliverUpTo(MeshStore store, Sequence seq, int limit) {
        return store.write(tx -> tx.messages().deliverUpTo(Sample.peerId(2), seq, Sample.at(5_000), limit));
    }

    private static List<Sequence> seqs(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }
}

package mesh.adapter.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import mesh.domain.peer.PeerId;

/**
 * How the domain's values are kept in columns: ids as the 16 bytes of their UUID, times as milliseconds of the epoch.
 * What is finer than a millisecond is cut off here and nowhere else.
 */
final class Columns {
    /**
     * A time that has not come, for columns that are filled in later. It takes as many bytes as a real time does, so
     * that SQLite overwrites the row where it is; a row that grew would split its page and rewrite a long text.
     */
    static final long NOT_YET = -1_000_000_000_000L;

    /** In SQL, what ends a range of texts that begin alike: no UTF-8 text holds the byte 0xFF. */
    static final String LAST = "CAST(x'ff' AS TEXT)";

    private static final byte[] TERMINAL = {0};

    private Columns() {}

    static byte[] id(String uuid) {
        UUID parsed = UUID.fromString(uuid);
        return ByteBuffer.allocate(16)
                .putLong(parsed.getMostSignificantBits())
                .putLong(parsed.getLeastSignificantBits())
                .array();
    }

    static String id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }

    static byte[] peer(PeerId peer) {
        return peer.equals(PeerId.CLI) ? TERMINAL : id(peer.value());
    }

    static PeerId peer(byte[] bytes) {
        return bytes.length == TERMINAL.length ? PeerId.CLI : new PeerId(id(bytes));
    }

    static PeerId peer(ResultSet row, int column) throws SQLException {
        return peer(row.getBytes(column));
    }

    static long time(Instant time) {
        return time.toEpochMilli();
    }

    static Instant time(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static long timeOrNotYet(Optional<Instant> time) {
        return time.map(Columns::time).orElse(NOT_YET);
    }

    static Optional<Instant> timeIfCome(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return millis == NOT_YET ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Optional<Instant> timeOrNull(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** A text that is not absent; the driver's own way takes longer. */
    static String text(ResultSet row, int column) throws SQLException {
        return new String(row.getBytes(column), StandardCharsets.UTF_8);
    }

    static Optional<String> textOrNull(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}

package mesh.adapter.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mesh.domain.InvalidInput;
import mesh.domain.Text;
import mesh.domain.WireName;

/**
 * A JSON object that somebody sent, read within limits. A field that is {@code null} counts as absent, fields that
 * nobody asks for are passed over, and a field of the wrong type is an {@link InvalidInput} that names it. Immutable.
 */
public final class JsonObject {
    /** Largest document that is read. */
    public static final int MAX_BYTES = Jackson.MAX_DOCUMENT_BYTES;

    private static final Object NULL = new Object();
    private static final int USUAL_FIELDS = 8;
    private static final String[] NO_NAMES = {};

    /** Made last: it has what stands above. */
    public static final JsonObject EMPTY = new JsonObject();

    private String[] names = NO_NAMES;
    private Object[] values = NO_NAMES;
    private int size;

    private JsonObject() {}

    /** A number that is no {@code long}, as it was written. */
    record Decimal(String text) {}

    public static JsonObject parse(byte[] utf8) {
        return parse(utf8, 0, utf8.length);
    }

    /** @throws InvalidInput for {@code body}, when it is not exactly one JSON object within the limits */
    public static JsonObject parse(byte[] utf8, int offset, int length) {
        if (length > MAX_BYTES) throw new InvalidInput("body", "must have at most " + MAX_BYTES + " bytes");
        if (length >= 2 && !maybeUtf8(utf8[offset], utf8[offset + 1]))
            throw new InvalidInput("body", "must be JSON in UTF-8");
        return parseAny(utf8, offset, length);
    }

    /** For protocols that set a limit of their own. @param maxBytes at most {@value Jackson#MAX_STRING_CHARS} */
    public static JsonObject parse(byte[] utf8, int maxBytes) {
        if (utf8.length > maxBytes) throw new InvalidInput("body", "must have at most " + maxBytes + " bytes");
        return parseAny(utf8, 0, utf8.length);
    }

    private static JsonObject parseAny(byte[] utf8, int offset, int length) {
        try (JsonParser parser = Jackson.FACTORY.createParser(utf8, offset, length)) {
            return readDocument(parser);
        } catch (JsonProcessingException e) {
            throw refused(e);
        } catch (IOException e) {
            // The parser reports bytes that are not UTF-8 this way; nothing else can fail in memory.
            throw new InvalidInput("body", "must be JSON in UTF-8");
        }
    }

    /** The parser would take UTF-16 and UTF-32 as well, which begin with a NUL or a byte order mark. */
    private static boolean maybeUtf8(byte first, byte second) {
        return first != 0 && second != 0 && first != (byte) 0xfe && first != (byte) 0xff;
    }

    public static JsonObject parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject readDocument(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) throw new InvalidInput("body", "must be a JSON object, it is empty");
        if (first != JsonToken.START_OBJECT) throw new InvalidInput("body", "must be a JSON object");
        JsonObject object = readObject(parser);
        if (parser.nextToken() != null) throw new InvalidInput("body", "must be one JSON object with nothing after it");
        return object;
    }

    private static JsonObject readObject(JsonParser parser) throws IOException {
        JsonObject object = new JsonObject();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (object.size == object.names.length) {
                int room = Math.max(USUAL_FIELDS, object.size * 2);
                object.names = Arrays.copyOf(object.names, room);
                object.values = Arrays.copyOf(object.values, room, Object[].class);
            }
            object.names[object.size] = wellFormed(name);
            object.values[object.size++] = readValue(parser, parser.nextToken());
        }
        return object;
    }

    private static Object readValue(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> wellFormed(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> new Decimal(parser.getText());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> NULL;
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken())
                    items.add(readValue(parser, next));
                yield items;
            }
            default -> throw new IllegalStateException("Unexpected token " + token);
        };
    }

    private static Object integer(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) return new Decimal(parser.getText());
        long number = parser.getLongValue();
        return number == 0 && parser.getText().length() > 1 ? new Decimal(parser.getText()) : (Object) number; // -0
    }

    /** Half a surrogate pair has no UTF-8 form: stored, it would break every answer that shows it. */
    private static String wellFormed(String text) {
        if (!Text.isWellFormed(text))
            throw new InvalidInput("body", "must be Unicode text; a string holds half of a surrogate pair");
        return text;
    }

    private static InvalidInput refused(JsonProcessingException e) {
        String place = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        if (e instanceof StreamConstraintsException)
            return new InvalidInput(
                    "body",
                    "must keep to the limits for JSON: depth " + Jackson.MAX_DEPTH + ", names "
                            + Jackson.MAX_NAME_CHARS + " characters, numbers " + Jackson.MAX_NUMBER_CHARS
                            + " characters, " + Jackson.MAX_TOKENS + " tokens" + place);
        if (e instanceof JsonEOFException) return new InvalidInput("body", "must be JSON; it ends too early" + place);
        return new InvalidInput("body", "must be JSON: " + Text.shown(e.getOriginalMessage(), 120) + place);
    }

    /** What the fields are called, in the order they came. */
    public List<String> names() {
        return List.of(Arrays.copyOf(names, size));
    }

    /** Whether the field is there and not {@code null}. */
    public boolean has(String field) {
        return value(field) != null;
    }

    /** Whether the field holds a whole number. */
    public boolean isInteger(String field) {
        return value(field) instanceof Long;
    }

    private Object value(String field) {
        for (int i = 0; i < size; i++) if (names[i].equals(field)) return values[i] == NULL ? null : values[i];
        return null;
    }

    private <T> T value(String field, Class<T> type, String rule) {
        Object value = value(field);
        if (value == null || type.isInstance(value)) return type.cast(value);
        throw new InvalidInput(field, rule);
    }

    public Optional<String> optString(String field) {
        return Optional.ofNullable(value(field, String.class, "must be a string"));
    }

    public String string(String field) {
        return InvalidInput.required(field, value(field, String.class, "must be a string"));
    }

    public Optional<Long> optLong(String field) {
        return Optional.ofNullable(value(field, Long.class, "must be a whole number"));
    }

    public long integer(String field) {
        return InvalidInput.required(field, value(field, Long.class, "must be a whole number"));
    }

    /** The field's value where it is present and within {@code min..max}, or {@code absent}. */
    public int integer(String field, int absent, int min, int max) {
        Long value = value(field, Long.class, "must be a whole number");
        return value == null ? absent : (int) InvalidInput.range(field, value, min, max);
    }

    public Optional<Boolean> optBoolean(String field) {
        return Optional.ofNullable(value(field, Boolean.class, "must be true or false"));
    }

    /** Absent is {@code false}. */
    public boolean bool(String field) {
        return Boolean.TRUE.equals(value(field, Boolean.class, "must be true or false"));
    }

    public <E extends Enum<E> & WireName> E oneOf(String field, Class<E> type, E absent) {
        String text = value(field, String.class, "must be a string");
        return text == null ? absent : InvalidInput.oneOf(field, text, type);
    }

    public Instant instant(String field) {
        return IsoTime.parse(field, string(field));
    }

    public Optional<Instant> optInstant(String field) {
        String text = value(field, String.class, "must be a string");
        return text == null ? Optional.empty() : Optional.of(IsoTime.parse(field, text));
    }

    /** The strings of an array; absent is empty. */
    public List<String> strings(String field) {
        return items(field, String.class, "must be an array of strings");
    }

    /** The whole numbers of an array; absent is empty. */
    public List<Long> integers(String field) {
        return items(field, Long.class, "must be an array of whole numbers");
    }

    /** The objects of an array; absent is empty. */
    public List<JsonObject> objects(String field) {
        return items(field, JsonObject.class, "must be an array of objects");
    }

    /** The objects of an array, with {@code null} where it holds {@code null}; absent is empty. */
    public List<Optional<JsonObject>> optObjects(String field) {
        List<Optional<JsonObject>> objects = new ArrayList<>();
        for (Object item : array(field, "must be an array of objects or null")) {
            if (item != NULL && !(item instanceof JsonObject))
                throw new InvalidInput(field, "must be an array of objects or null");
            objects.add(item == NULL ? Optional.empty() : Optional.of((JsonObject) item));
        }
        return objects;
    }

    private <T> List<T> items(String field, Class<T> type, String rule) {
        List<?> array = array(field, rule);
        List<T> items = new ArrayList<>(array.size());
        for (Object item : array) {
            if (!type.isInstance(item)) throw new InvalidInput(field, rule);
            items.add(type.cast(item));
        }
        return items;
    }

    private List<?> array(String field, String rule) {
        List<?> array = value(field, List.class, rule);
        return array == null ? List.of() : array;
    }

    public Optional<JsonObject> optObject(String field) {
        return Optional.ofNullable(value(field, JsonObject.class, "must be an object"));
    }

    public JsonObject object(String field) {
        return InvalidInput.required(field, value(field, JsonObject.class, "must be an object"));
    }

    /** The object as compact JSON: same fields, same order, numbers as they were written. */
    public String json() {
        JsonWriter out = new JsonWriter();
        writeTo(out);
        return out.toString();
    }

    /** Writes the object as the next value. */
    public void writeTo(JsonWriter out) {
        write(out, UnaryOperator.identity());
    }

    /** The same with every name and text {@link Text#clean cleaned}, for who shows it. */
    public void writeCleanTo(JsonWriter out) {
        write(out, Text::clean);
    }

    private void write(JsonWriter out, UnaryOperator<String> texts) {
        out.object();
        for (int i = 0; i < size; i++) {
            out.name(texts.apply(names[i]));
            write(out, values[i], texts);
        }
        out.end();
    }

    private static void write(JsonWriter out, Object value, UnaryOperator<String> texts) {
        if (value instanceof JsonObject object) {
            object.write(out, texts);
        } else if (value instanceof List<?> items) {
            out.array();
            for (Object item : items) write(out, item, texts);
            out.endArray();
        } else if (value instanceof String text) {
            out.value(texts.apply(text));
        } else if (value instanceof Long number) {
            out.value(number);
        } else if (value instanceof Boolean truth) {
            out.value(truth);
        } else if (value instanceof Decimal decimal) {
            out.number(decimal.text());
        } else {
            out.nothing();
        }
    }

    @Override
    public String toString() {
        return "JsonObject" + Arrays.asList(names).subList(0, size);
    }
}

package mesh.adapter.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import mesh.domain.WireName;

/** Writes one JSON document in UTF-8. Not safe for use by several threads. */
public final class JsonWriter {
    private final Sink sink = new Sink();
    private final JsonGenerator generator;

    public JsonWriter() {
        try {
            generator = Jackson.FACTORY.createGenerator(sink);
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Starts an object as the next value. */
    public JsonWriter object() {
        try {
            generator.writeStartObject();
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public JsonWriter object(String name) {
        return name(name).object();
    }

    public JsonWriter end() {
        try {
            generator.writeEndObject();
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Starts an array as the next value. */
    public JsonWriter array() {
        try {
            generator.writeStartArray();
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public JsonWriter array(String name) {
        return name(name).array();
    }

    public JsonWriter endArray() {
        try {
            generator.writeEndArray();
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Names the value that is written next. */
    public JsonWriter name(String name) {
        try {
            generator.writeFieldName(name);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public JsonWriter value(String text) {
        try {
            generator.writeString(text);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public JsonWriter value(long number) {
        try {
            generator.writeNumber(number);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public JsonWriter value(boolean truth) {
        try {
            generator.writeBoolean(truth);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public JsonWriter nothing() {
        try {
            generator.writeNull();
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Writes a number as it is spelled. */
    JsonWriter number(String digits) {
        try {
            generator.writeNumber(digits);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** @param text may be {@code null} */
    public JsonWriter field(String name, String text) {
        return name(name).value(text);
    }

    public JsonWriter field(String name, long number) {
        return name(name).value(number);
    }

    public JsonWriter field(String name, boolean truth) {
        return name(name).value(truth);
    }

    public JsonWriter field(String name, Instant at) {
        return name(name).value(IsoTime.text(at));
    }

    public JsonWriter field(String name, WireName constant) {
        return name(name).value(constant.wireName());
    }

    /** Writes a string, a number, a truth, a time or a constant, or {@code null} where it is absent. */
    public JsonWriter field(String name, Optional<?> optional) {
        Object value = optional.orElse(null);
        if (value == null) return name(name).nothing();
        if (value instanceof String text) return field(name, text);
        if (value instanceof Number number) return field(name, number.longValue());
        if (value instanceof Boolean truth) return field(name, truth.booleanValue());
        if (value instanceof Instant at) return field(name, at);
        if (value instanceof WireName constant) return field(name, constant);
        throw new IllegalArgumentException("No JSON form for " + value.getClass());
    }

    public JsonWriter field(String name, Collection<String> texts) {
        array(name);
        for (String text : texts) value(text);
        return endArray();
    }

    /** Takes over text that is JSON already. */
    public JsonWriter raw(String name, String json) {
        name(name);
        try {
            generator.writeRawValue(json);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Takes over bytes that are JSON already. */
    public JsonWriter raw(String name, byte[] json) {
        return name(name).raw(json);
    }

    /** Takes over bytes that are JSON already, as the next value. */
    JsonWriter raw(byte[] json) {
        try {
            generator.writeRawValue("");
            generator.flush();
            sink.write(json, 0, json.length);
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Ends the document. */
    public byte[] bytes() {
        close();
        return sink.bytes();
    }

    /** Ends the document. */
    @Override
    public String toString() {
        close();
        return new String(sink.bytes(), StandardCharsets.UTF_8);
    }

    private void close() {
        try {
            generator.close();
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Memory does not fail; text that has no UTF-8 form was refused at the door. */
    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException(e);
    }

    /** Takes what the generator's own buffer could not hold; a small document arrives once and is not copied again. */
    private static final class Sink extends OutputStream {
        private final List<byte[]> pieces = new ArrayList<>(1);

        @Override
        public void write(int b) {
            pieces.add(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        byte[] bytes() {
            if (pieces.size() == 1) return pieces.get(0);
            int size = 0;
            for (byte[] piece : pieces) size += piece.length;
            byte[] all = new byte[size];
            int filled = 0;
            for (byte[] piece : pieces) {
                System.arraycopy(piece, 0, all, filled, piece.length);
                filled += piece.length;
            }
            return all;
        }
    }
}

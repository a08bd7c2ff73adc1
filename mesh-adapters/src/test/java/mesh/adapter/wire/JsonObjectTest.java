package mesh.adapter.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import mesh.domain.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    private static InvalidInput refused(String json) {
        return assertThrows(InvalidInput.class, () -> JsonObject.parse(json), json);
    }

    @Test
    void absentAndNullAreTheSameAndUnknownFieldsArePassedOver() {
        JsonObject json = JsonObject.parse("{\"a\":null,\"unknown\":{\"x\":[1]}}");
        assertEquals(Optional.empty(), json.optString("a"));
        assertEquals(Optional.empty(), json.optString("b"));
        assertEquals(List.of(), json.strings("a"));
        assertEquals(List.of(), json.objects("b"));
        assertEquals(Optional.empty(), json.optObject("a"));
        assertFalse(json.has("a"));
        assertFalse(json.bool("a"));
        assertEquals(5, json.integer("a", 5, 1, 9));
        assertEquals(
                "a is required",
                assertThrows(InvalidInput.class, () -> json.string("a")).getMessage());
    }

    @Test
    void theEmptyObjectIsLikeOneThatWasRead() {
        assertEquals(JsonObject.parse("{}").names(), JsonObject.EMPTY.names());
        assertFalse(JsonObject.EMPTY.has("a"));
        assertEquals(Optional.empty(), JsonObject.EMPTY.optString("a"));
    }

    @Test
    void wrongTypeNamesTheFieldAndTheRightType() {
        JsonObject json = JsonObject.parse("{\"s\":1,\"n\":\"1\",\"d\":1.0,\"b\":0,\"l\":[1],\"o\":[]}");
        assertEquals(
                "s must be a string",
                assertThrows(InvalidInput.class, () -> json.string("s")).getMessage());
        for (String field : List.of("n", "d"))
            assertEquals(
                    field + " must be a whole number",
                    assertThrows(InvalidInput.class, () -> json.optLong(field)).getMessage());
        assertEquals(
                "b must be true or false",
                assertThrows(InvalidInput.class, () -> json.bool("b")).getMessage());
        assertThrows(InvalidInput.class, () -> json.strings("l"));
        assertThrows(InvalidInput.class, () -> json.objects("l"));
        assertThrows(InvalidInput.class, () -> json.object("o"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":{\"b\":[1,-0,0.10,1e400,123456789012345678901234567890,true,false,null,\"x\"]},\"c\":\"\"}",
                "{\"\":\"\\u0000\\\"\\\\\\u2028é😀\"}"
            })
    void objectIsWrittenBackAsItWas(String json) {
        String once = JsonObject.parse(json).json();
        assertEquals(once, JsonObject.parse(once).json());
        if (!json.contains("\\u")) assertEquals(json, once);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "{}{}",
                "{} x",
                "{\"a\":1 \"b\":2}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1/*c*/}",
                "{\"a\":1,\"a\":2}",
                "{\"o\":{\"a\":1,\"a\":1}}",
                "{\"a\":\"\\udc00\"}",
                "{\"\\ud800\":1}"
            })
    void whatIsNotOneJsonObjectIsRefusedAsTheBody(String json) {
        assertEquals("body", refused(json).field());
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin1 = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(InvalidInput.class, () -> JsonObject.parse(latin1));
        byte[] surrogate = {'{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'};
        assertThrows(InvalidInput.class, () -> JsonObject.parse(surrogate));
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16);
        assertThrows(InvalidInput.class, () -> JsonObject.parse(utf16));
    }

    @Test
    void errorsSayWhereAndNeverRepeatMuch() {
        assertTrue(
                refused("{\"a\":1,\n \"b\":x}").getMessage().contains("line 2"),
                refused("{\"a\":x}").getMessage());
        assertTrue(refused("{\"a\":" + "y".repeat(10_000) + "}").getMessage().length() < 300);
        assertTrue(refused("{\"" + "k".repeat(900) + "\":1,\"" + "k".repeat(900) + "\":1}")
                        .getMessage()
                        .length()
                < 300);
    }

    @Test
    void limitsAreThoseThatAreSaid() {
        JsonObject.parse("{\"a\":" + "{\"a\":".repeat(62) + "1" + "}".repeat(62) + "}");
        assertThrows(
                InvalidInput.class,
                () -> JsonObject.parse("{\"a\":" + "{\"a\":".repeat(64) + "1" + "}".repeat(64) + "}"));
        assertThrows(
                InvalidInput.class, () -> JsonObject.parse("{\"a\":\"" + "x".repeat(JsonObject.MAX_BYTES) + "\"}"));
        assertThrows(InvalidInput.class, () -> JsonObject.parse("{\"a\":1e" + "9".repeat(101) + "}"));
    }

    @Test
    void partOfABufferIsRead() {
        byte[] buffer = "xx{\"a\":7}yy".getBytes(StandardCharsets.UTF_8);
        assertEquals(7, JsonObject.parse(buffer, 2, 7).integer("a"));
    }
}

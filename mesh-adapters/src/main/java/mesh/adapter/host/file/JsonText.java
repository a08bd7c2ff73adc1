package mesh.adapter.host.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON document (RFC 8259), or one with comments and trailing commas as editors allow them, together with the place of
 * each value in its text.
 */
record JsonText(String text, JsonNode root) {
    private static final int MAX_DEPTH = 100;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /** @throws BrokenFile where it is not one JSON object */
    static JsonText parse(String text) throws BrokenFile {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw new BrokenFile("it does not hold a JSON object");
            JsonNode root = read(parser);
            if (parser.nextToken() != null) throw new BrokenFile("something follows the JSON object");
            return new JsonText(text, root);
        } catch (JsonProcessingException e) {
            throw new BrokenFile(
                    "it is not valid JSON: " + e.getOriginalMessage() + " (line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")",
                    e);
        } catch (IOException e) {
            throw new BrokenFile("it cannot be read as JSON", e);
        }
    }

    private static JsonNode read(JsonParser parser) throws IOException {
        int start = startOfToken(parser);
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                List<JsonNode.Member> members = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    int nameStart = startOfToken(parser);
                    String name = parser.currentName();
                    parser.nextToken();
                    members.add(new JsonNode.Member(name, nameStart, read(parser)));
                }
                return new JsonNode.Obj(start, startOfToken(parser) + 1, List.copyOf(members));
            }
            case START_ARRAY -> {
                List<JsonNode> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) elements.add(read(parser));
                return new JsonNode.Arr(start, startOfToken(parser) + 1, List.copyOf(elements));
            }
            default -> {
                Object value = scalar(parser);
                parser.finishToken();
                return new JsonNode.Scalar(start, (int) parser.currentLocation().getCharOffset(), value);
            }
        }
    }

    private static int startOfToken(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static Object scalar(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNode.NumberText(parser.getText());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    /** The value at a path of member names. */
    Optional<JsonNode> at(List<String> path) {
        JsonNode node = root;
        for (String name : path) {
            Optional<JsonNode.Member> member =
                    node instanceof JsonNode.Obj object ? object.member(name) : Optional.empty();
            if (member.isEmpty()) return Optional.empty();
            node = member.get().value();
        }
        return Optional.of(node);
    }

    // --- Text between values ---

    /** The next place from {@code from} on that is neither blank nor comment. */
    int skipBlanksAndComments(int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') i++;
            else if (text.startsWith("//", i)) i = endOfLine(i);
            else if (text.startsWith("/*", i)) i = text.indexOf("*/", i) + 2;
            else return i;
        }
        return i;
    }

    /** Where the comma after a value that ends at {@code end} stands; -1 where none follows. */
    int commaAfter(int end) {
        int next = skipBlanksAndComments(end);
        return next < text.length() && text.charAt(next) == ',' ? next : -1;
    }

    /** The end of what stands last in a container before its closing bracket: a value, a comma or a comment. */
    int endOfContent(JsonNode container) {
        int end = container.end() - 1;
        while (end > container.start() + 1 && " \t\r\n".indexOf(text.charAt(end - 1)) >= 0) end--;
        return end;
    }

    boolean isBlank(int start, int end) {
        return text.substring(start, end).isBlank();
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }
}

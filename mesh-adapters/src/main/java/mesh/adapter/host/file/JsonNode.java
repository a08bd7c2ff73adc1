package mesh.adapter.host.file;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A JSON value and where it stands: from {@code start} to before {@code end}, brackets and quotes included. */
sealed interface JsonNode {
    int start();

    int end();

    record Obj(int start, int end, List<Member> members) implements JsonNode {
        Optional<Member> member(String name) {
            for (Member member : members) if (member.name.equals(name)) return Optional.of(member);
            return Optional.empty();
        }
    }

    record Arr(int start, int end, List<JsonNode> elements) implements JsonNode {}

    /** @param value a String, a Number's text as {@link NumberText}, a Boolean, or null */
    record Scalar(int start, int end, Object value) implements JsonNode {}

    /** A number as it is spelled. */
    record NumberText(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A member of an object; {@code start} is where its name's quote opens. */
    record Member(String name, int start, JsonNode value) {}

    /** How many children an object or array has; 0 for a scalar. */
    default int size() {
        if (this instanceof Obj object) return object.members.size();
        return this instanceof Arr array ? array.elements.size() : 0;
    }

    /** Where child {@code i} starts, with its name. */
    default int childStart(int i) {
        return this instanceof Obj object
                ? object.members.get(i).start
                : ((Arr) this).elements.get(i).start();
    }

    default int childEnd(int i) {
        return this instanceof Obj object
                ? object.members.get(i).value.end()
                : ((Arr) this).elements.get(i).end();
    }

    /** Whether this is the same value as {@code wanted}: maps, lists, strings, numbers, booleans; members in any order. */
    default boolean isSame(Object wanted) {
        if (this instanceof Obj object) {
            if (!(wanted instanceof java.util.Map<?, ?> map) || map.size() != object.members.size()) return false;
            return object.members.stream()
                    .allMatch(member -> map.containsKey(member.name) && member.value.isSame(map.get(member.name)));
        }
        if (this instanceof Arr array) {
            if (!(wanted instanceof List<?> list) || list.size() != array.elements.size()) return false;
            for (int i = 0; i < list.size(); i++) if (!array.elements.get(i).isSame(list.get(i))) return false;
            return true;
        }
        Object value = ((Scalar) this).value;
        return value instanceof NumberText number
                ? wanted instanceof Number && number.text.equals(wanted.toString())
                : Objects.equals(value, wanted);
    }

    /** The string member {@code name}, where this is an object that has one. */
    default Optional<String> string(String name) {
        if (!(this instanceof Obj object)) return Optional.empty();
        return object.member(name)
                .map(Member::value)
                .filter(node -> node instanceof Scalar scalar && scalar.value instanceof String)
                .map(node -> (String) ((Scalar) node).value);
    }
}

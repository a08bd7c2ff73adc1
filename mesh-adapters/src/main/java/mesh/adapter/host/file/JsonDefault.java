package mesh.adapter.host.file;

import java.util.List;
import java.util.Optional;

/** A member that the format demands, added only where it is absent, and left in place: others may rely on it by then. */
public record JsonDefault(String name, Object value) implements Part {
    @Override
    public String putInto(String text) throws BrokenFile {
        if (!text.isBlank() && JsonText.parse(text).at(List.of(name)).isPresent()) return text;
        return JsonEditor.withMember(text, List.of(), name, value);
    }

    @Override
    public String takeOutOf(String text, Optional<String> original) throws BrokenFile {
        if (text.isBlank() || JsonText.parse(text).root().size() > 1) return text;
        boolean wasThere = original.isPresent()
                && !original.get().isBlank()
                && JsonText.parse(original.get()).at(List.of(name)).isPresent();
        return wasThere ? text : JsonEditor.withoutMember(text, List.of(), name);
    }
}

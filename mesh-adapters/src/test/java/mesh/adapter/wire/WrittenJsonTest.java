package mesh.adapter.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WrittenJsonTest {
    private record Thing(int number, String text) {}

    private final List<Thing> madeAnew = new ArrayList<>();
    private final WrittenJson<Thing> written = new WrittenJson<>(4, Thing::number, (out, thing) -> {
        madeAnew.add(thing);
        out.object().field("text", thing.text()).end();
    });

    private String array(Thing... things) {
        JsonWriter out = new JsonWriter().object().array("things");
        for (Thing thing : things) written.accept(out, thing);
        return out.endArray().end().toString();
    }

    @Test
    void anEqualValueIsTakenFromMemory() {
        String first = array(new Thing(1, "a"), new Thing(2, "b"));

        assertEquals("{\"things\":[{\"text\":\"a\"},{\"text\":\"b\"}]}", first);
        assertEquals(first, array(new Thing(1, "a"), new Thing(2, "b")));
        assertEquals(List.of(new Thing(1, "a"), new Thing(2, "b")), madeAnew);
    }

    @Test
    void aValueThatChangedIsWrittenAsItIsNow() {
        array(new Thing(1, "a"));

        assertEquals("{\"things\":[{\"text\":\"changed\"}]}", array(new Thing(1, "changed")));
        assertEquals("{\"things\":[{\"text\":\"a\"}]}", array(new Thing(1, "a")));
    }

    @Test
    void valuesOfOneSlotAreNotTakenForEachOther() {
        assertEquals(
                "{\"things\":[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"},{\"text\":\"a\"}]}",
                array(new Thing(1, "a"), new Thing(5, "b"), new Thing(-3, "c"), new Thing(1, "a")));
        assertEquals(4, madeAnew.size());
    }

    @Test
    void aLongValueIsNotKept() {
        Thing thing = new Thing(1, "x".repeat(2_000));

        String twice = array(thing, thing);

        assertEquals("{\"things\":[{\"text\":\"" + thing.text + "\"},{\"text\":\"" + thing.text + "\"}]}", twice);
        assertEquals(2, madeAnew.size());
    }
}

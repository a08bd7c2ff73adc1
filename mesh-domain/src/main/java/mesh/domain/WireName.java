package mesh.domain;

import java.util.Locale;

/** An enum constant that has a name outside Java: in JSON, SQL and on the command line. */
public interface WireName {
    String name();

    /** Lower case, words joined by a hyphen: {@code CLAUDE_CODE} is {@code claude-code}. */
    default String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

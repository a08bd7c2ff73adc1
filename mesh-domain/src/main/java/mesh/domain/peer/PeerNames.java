package mesh.domain.peer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Speakable names such as {@code amber-otter}, and the nearest ones to a misspelt one. */
public final class PeerNames {
    private static final String[] QUALITIES = {
        "amber", "azure", "bold", "brisk", "bright", "calm", "clear", "copper", "coral", "crisp", "eager", "early",
        "fair", "fleet", "frosty", "gentle", "golden", "grand", "green", "happy", "hazel", "ivory", "jolly", "keen",
        "kind", "lively", "lucky", "lunar", "mellow", "merry", "misty", "noble", "olive", "pearl", "plain", "proud",
        "quick", "quiet", "rapid", "red", "royal", "ruby", "rustic", "sandy", "sharp", "silent", "silver", "snowy",
        "solar", "spry", "steady", "still", "sunny", "swift", "tidy", "topaz", "vivid", "warm", "wild", "wise"
    };
    private static final String[] ANIMALS = {
        "badger", "bear", "beaver", "bison", "cobra", "condor", "crane", "deer", "dingo", "eagle", "egret", "elk",
        "falcon", "ferret", "finch", "fox", "gecko", "goose", "hare", "hawk", "heron", "horse", "ibex", "jackal", "jay",
        "koala", "lark", "lemur", "lion", "llama", "lynx", "marten", "mink", "mole", "moose", "newt", "orca", "osprey",
        "otter", "owl", "panda", "puma", "quail", "raven", "robin", "salmon", "seal", "shrew", "sparrow", "stork",
        "swan", "tapir", "tiger", "toad", "trout", "viper", "vole", "walrus", "wolf", "wren"
    };
    private static final int PLAIN_TRIES = 20;

    private PeerNames() {}

    /** A name that {@code taken} does not know; a number is added once plain ones are hard to find. */
    public static PeerName pick(RandomGenerator random, Predicate<PeerName> taken) {
        for (int attempt = 0; ; attempt++) {
            String name = QUALITIES[random.nextInt(QUALITIES.length)] + "-" + ANIMALS[random.nextInt(ANIMALS.length)];
            if (attempt >= PLAIN_TRIES) name += "-" + (2 + random.nextInt(100 << Math.min(20, attempt - PLAIN_TRIES)));
            PeerName candidate = new PeerName(name);
            if (!taken.test(candidate)) return candidate;
        }
    }

    /** A free name as close to {@code wanted} as can be: itself, or with {@code -2}, {@code -3}, ... added. */
    public static PeerName near(PeerName wanted, Predicate<PeerName> taken) {
        if (!taken.test(wanted)) return wanted;
        for (int n = 2; ; n++) {
            String suffix = "-" + n;
            String stem = wanted.value();
            if (stem.length() + suffix.length() > PeerName.MAX_CHARS)
                stem = stem.substring(0, PeerName.MAX_CHARS - suffix.length());
            PeerName candidate = new PeerName(stem + suffix);
            if (!taken.test(candidate)) return candidate;
        }
    }

    /** At most three of {@code names}, nearest to {@code asked} first (edit distance, at most half its length). */
    public static List<String> nearest(String asked, Collection<String> names) {
        String wanted = asked.length() > PeerName.MAX_CHARS ? asked.substring(0, PeerName.MAX_CHARS) : asked;
        int tolerance = Math.max(2, wanted.length() / 2);
        return names.stream()
                .filter(n -> n.startsWith(wanted) || distance(wanted, n) <= tolerance)
                .sorted(Comparator.comparingInt((String n) -> distance(wanted, n))
                        .thenComparing(n -> n))
                .limit(3)
                .toList();
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) previous[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}

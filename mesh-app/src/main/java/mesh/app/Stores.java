package mesh.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.sqlite.SqliteStore;
import mesh.domain.InvalidInput;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreProvider;

/** Opens the store that was chosen: our own, or that of a jar which somebody put into the distribution. */
final class Stores {
    /** SQLite's library, set by the launcher where it lies unpacked. */
    private static final String SQLITE_PROPERTY = "slm.mesh.sqlite";

    private Stores() {}

    /** @throws InvalidInput where nobody here knows such a store */
    static MeshStore open(String chosen, DataDirectory directory) {
        if (chosen.equals(BrokerConfig.SQLITE)) {
            SqliteStore.unpackNativeLibraryIn(directory.folder());
            return SqliteStore.open(directory.database());
        }
        return provider(chosen).open(chosen, directory.folder().toString());
    }

    /** Does what can be done in advance of {@link #open} without a look at the data directory. */
    static void prepare(Map<String, String> environment) throws Exception {
        String library = System.getProperty(SQLITE_PROPERTY);
        if (library != null && BrokerConfig.store(new Variables(environment)).equals(BrokerConfig.SQLITE))
            SqliteStore.prepare(Path.of(library));
    }

    private static StoreProvider provider(String chosen) {
        Optional<StoreProvider> nearest = Optional.empty();
        TreeSet<String> schemes = new TreeSet<>();
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, Stores.class.getClassLoader())) {
            String scheme = provider.scheme();
            schemes.add(scheme + ":");
            boolean nearer = nearest.isEmpty() || nearest.get().scheme().length() < scheme.length();
            if (chosen.startsWith(scheme + ":") && nearer) nearest = Optional.of(provider);
        }
        return nearest.orElseThrow(() -> new InvalidInput(
                BrokerConfig.STORE,
                "must be " + BrokerConfig.SQLITE + ", or begin with one of " + String.join(" ", schemes)
                        + " (another store comes as a jar for the lib folder)"));
    }
}

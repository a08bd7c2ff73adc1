package mesh.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import mesh.adapter.files.DataDirectory;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.domain.InvalidInput;
import mesh.port.in.MeshUnavailable;

/** Asks a broker over HTTP how it is, as any program would that knows no more than its data directory. */
final class HealthQuestion {
    private static final int MILLIS = 3000;
    private static final int MAX_BYTES = 64 * 1024;

    private final DataDirectory directory;

    HealthQuestion(DataDirectory directory) {
        this.directory = directory;
    }

    /** The version that answers. @throws MeshUnavailable where none does, or says that it is not well */
    String version() {
        Optional<String> port = Failures.unchecked(() -> directory.read(directory.port()));
        String address = "http://127.0.0.1:"
                + port.orElseThrow(() -> unavailable("There is no " + directory.port() + ".", null)) + "/health";
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setConnectTimeout(MILLIS);
            connection.setReadTimeout(MILLIS);
            boolean ill = connection.getResponseCode() == ErrorCode.STORE_UNAVAILABLE.httpStatus();
            try (var in = ill ? connection.getErrorStream() : connection.getInputStream()) {
                JsonObject answer = JsonObject.parse(in.readNBytes(MAX_BYTES));
                if (ErrorCode.STORE_UNAVAILABLE.isIn(answer)) throw ErrorJson.read(answer);
                return answer.string("version");
            }
        } catch (IOException | IllegalArgumentException | InvalidInput e) {
            throw unavailable(address + " does not answer as a broker would: " + e.getMessage(), e);
        }
    }

    private static MeshUnavailable unavailable(String message, Exception cause) {
        return new MeshUnavailable(MeshUnavailable.Reason.NOT_REACHABLE, message, cause);
    }
}

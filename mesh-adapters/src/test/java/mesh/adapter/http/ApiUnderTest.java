package mesh.adapter.http;

import java.io.IOException;
import java.util.function.UnaryOperator;
import mesh.adapter.http.RawHttp.Response;
import mesh.adapter.memory.MemoryStore;
import mesh.adapter.wire.JsonObject;
import mesh.application.MeshSettings;
import mesh.testing.TestMesh;

/** An HTTP API on a free port over a mesh in memory. */
final class ApiUnderTest implements AutoCloseable {
    final TestMesh mesh;
    final HttpApi api;

    ApiUnderTest() throws IOException {
        this(MeshSettings.DEFAULT.withoutRateLimit(), builder -> builder);
    }

    ApiUnderTest(MeshSettings settings, UnaryOperator<HttpApi.Builder> more) throws IOException {
        mesh = new TestMesh(new MemoryStore(), settings);
        api = more.apply(HttpApi.of(mesh.mesh()).token(() -> RawHttp.TOKEN)).start();
    }

    int port() {
        return api.port();
    }

    Response get(String path, String... headers) throws IOException {
        return RawHttp.once(port(), "GET", path, null, headers);
    }

    Response post(String path, String body, String... headers) throws IOException {
        return RawHttp.once(port(), "POST", path, body, headers);
    }

    /** A call that must succeed. */
    JsonObject ok(String path, String body, String... headers) throws IOException {
        Response response = post(path, body, headers);
        if (response.status() != 200) throw new AssertionError(path + " " + body + " came to " + response.text());
        return response.json();
    }

    /** Registers a peer in {@code /repo}. @return its id */
    String join(String name) throws IOException {
        return ok("/register", "{\"pid\":4242,\"projectPath\":\"/repo\",\"name\":\"" + name + "\"}")
                .string("peerId");
    }

    @Override
    public void close() {
        api.close();
        mesh.close();
    }
}

package mesh.adapter.client;

import java.io.IOException;
import mesh.adapter.link.FrameStream;

/** The way to the broker. May start one; then it returns once that can be talked to. */
@FunctionalInterface
public interface Connector {
    /**
     * Connects anew.
     *
     * @throws IOException when there is no broker now, and trying again may help
     * @throws mesh.domain.Refusal when trying again cannot help
     */
    FrameStream connect() throws IOException;
}

package mesh.adapter.wire;

import java.util.Optional;
import mesh.domain.peer.AgentType;
import mesh.domain.peer.LivePeer;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerStatus;
import mesh.domain.peer.Registered;
import mesh.domain.peer.Registration;

/** Taking part: the wish and its answer. */
public final class RegistrationJson {
    /** What older clients send when they want any name. */
    private static final String ANY_NAME = "auto";

    private RegistrationJson() {}

    public static void write(JsonWriter out, Registration wish) {
        out.field("pid", wish.pid())
                .field("projectPath", wish.projectPath())
                .field("gitRoot", wish.gitRoot())
                .field("gitBranch", wish.gitBranch())
                .field("repository", wish.repository())
                .field("host", wish.host())
                .field("agentType", wish.agentType())
                .field("name", wish.name().map(PeerName::value))
                .field("udsPath", wish.udsPath())
                .field("sessionKey", wish.sessionKey())
                .field("authenticated", wish.authenticated());
    }

    public static Registration read(JsonObject body) {
        Optional<String> name = body.optString("name").filter(text -> !text.equals(ANY_NAME));
        return new Registration(
                body.integer("pid"),
                body.string("projectPath"),
                body.optString("gitRoot"),
                body.optString("gitBranch"),
                body.optString("repository"),
                body.optString("host"),
                body.optString("agentType").map(AgentType::named).orElse(AgentType.UNKNOWN),
                name.map(PeerName::new),
                body.optString("udsPath"),
                body.optString("sessionKey"),
                body.bool("authenticated"));
    }

    /** Beside the four fields that every client needs, the whole peer as others see it. */
    public static void writeAnswer(JsonWriter out, Registered registered) {
        out.field("peerId", registered.peer().id().value())
                .field("name", registered.peer().name().value())
                .field("peerToken", registered.token())
                .field("resumed", registered.resumed())
                .name("peer");
        PeerJson.write(out, new LivePeer(registered.peer(), PeerStatus.ACTIVE));
    }

    public static Registered readAnswer(JsonObject answer) {
        return new Registered(
                PeerJson.read(answer.object("peer")).peer(), answer.string("peerToken"), answer.bool("resumed"));
    }
}

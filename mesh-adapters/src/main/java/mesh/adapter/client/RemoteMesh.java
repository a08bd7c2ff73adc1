package mesh.adapter.client;

import mesh.domain.peer.PeerId;
import mesh.port.in.Mesh;

/**
 * A mesh whose broker is another process: the same doors, at the end of a link. Connects when it is first asked something,
 * and again whenever that is needed; keeps the peers that it registered known to the broker. Safe for use by many threads.
 *
 * <p>When a link ends, calls on it are made again over the next one, save those for which twice is not the same as once
 * ({@code emit}, and {@code read} without {@code peek}): they fail with a {@link mesh.port.in.MeshUnavailable} that says so.
 */
public final class RemoteMesh implements AutoCloseable {
    private final Identities identities;
    private final Uplink uplink;
    private final RemoteEvents events;
    private final Mesh mesh;

    public RemoteMesh(Connector connector, ClientSettings settings) {
        identities = new Identities(settings.onRegisteredAgain());
        uplink = new Uplink(connector, settings, identities, true);
        events = new RemoteEvents(uplink, identities);
        mesh = new Mesh(
                new RemotePeers(uplink, identities, settings.elsewhere()),
                new RemoteMessages(uplink),
                new RemoteState(uplink),
                new RemoteLocks(uplink, identities, settings.elsewhere()),
                events,
                new RemoteStatus(uplink));
    }

    public Mesh mesh() {
        return mesh;
    }

    /** Lets this client act as a peer that another process registered. @param token what that was given for it */
    public void actAs(PeerId peer, String token) {
        identities.addToken(peer, token);
    }

    /** Ends the link. Peers stay registered, as far as their processes live. */
    @Override
    public void close() {
        events.close();
        uplink.close();
    }
}

package mesh.adapter.client;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mesh.adapter.link.Bye;
import mesh.adapter.wire.ErrorCode;
import mesh.adapter.wire.ErrorJson;
import mesh.adapter.wire.JsonObject;
import mesh.domain.Refusal;
import mesh.domain.peer.PeerId;
import mesh.port.in.MeshUnavailable;
import mesh.port.in.MeshUnavailable.Reason;

/**
 * A link that is there whenever it is needed: connects, connects again, makes the broker know the client's peers again,
 * repeats calls that may be repeated, and takes follows up where they were. Safe for use by many threads.
 */
final class Uplink implements AutoCloseable {
    private final Connector connector;
    private final ClientSettings settings;
    private final Identities identities;
    private final Follows follows = new Follows(this);
    private final Keeper keeper;
    /** Held by whoever connects. */
    private final ReentrantLock connecting = new ReentrantLock();

    private final Condition closing = connecting.newCondition();
    private volatile Link link;
    private volatile boolean closed;
    private boolean wasConnected;

    /** @param beats whether this link says that the client's peers are there */
    Uplink(Connector connector, ClientSettings settings, Identities identities, boolean beats) {
        this.connector = connector;
        this.settings = settings;
        this.identities = identities;
        this.keeper = new Keeper(this, settings.heartbeat(), beats);
    }

    /** Another link for the same peers. */
    Uplink sibling() {
        return new Uplink(connector, settings, identities, false);
    }

    Follows follows() {
        return follows;
    }

    /** The link, if it is there. */
    Optional<Link> link() {
        return Optional.ofNullable(link).filter(Link::isOpen);
    }

    /** Makes a call. @return the body of the answer @throws RuntimeException what the answer says when the call failed */
    JsonObject ask(Call call) {
        JsonObject answer = call(call);
        if (!answer.bool("ok")) throw ErrorJson.read(answer);
        return answer;
    }

    /** Makes a call. @return the body of the answer, which may say that the call failed */
    JsonObject call(Call call) {
        return call(call, Duration.ZERO, Watcher.NONE);
    }

    /** @param wait how long the call may take at the broker */
    JsonObject call(Call call, Duration wait, Watcher watcher) {
        long deadline = System.nanoTime() + wait.plus(settings.patience()).toNanos();
        boolean revived = false;
        for (int attempt = 1; ; attempt++) {
            if (attempt > 2) pause(Math.min(Backoff.nanos(attempt - 2), deadline - System.nanoTime()));
            Link on = connected(deadline, true);
            boolean sent = false;
            try {
                wakeFollows(on);
                Link.Sent pending = on.call(call.name(), call.body(), tokenFor(call));
                sent = true;
                watcher.sent(on, pending.id());
                JsonObject answer = pending.result();
                sent = false; // what follows is known
                if (answer.bool("ok")) return answer;
                boolean mayTryAgain = !isOver(deadline) && !watcher.isGivenUp();
                if (mayTryAgain && ErrorCode.SHUTTING_DOWN.isIn(answer)) on.close();
                else if (mayTryAgain && !revived && isForgotten(call, answer))
                    revived = revive(on, call.actor().get());
                else return answer;
            } catch (IOException e) {
                if (sent && !call.repeatable()) throw unknownOutcome(call, e);
                if (isHopeless(e) || isOver(deadline) || watcher.isGivenUp()) throw unreachable(e);
            }
        }
    }

    private Optional<String> tokenFor(Call call) {
        if (call.token().isPresent() || call.actor().isEmpty()) return call.token();
        return identities.token(call.actor().get());
    }

    private static boolean isOver(long deadline) {
        return System.nanoTime() - deadline > 0;
    }

    /** Whether the broker would say the same the next time. */
    private static boolean isHopeless(IOException e) {
        return e instanceof LinkEnded end && end.says(Bye.UNSUPPORTED_PROTOCOL);
    }

    private static MeshUnavailable unreachable(IOException e) {
        return new MeshUnavailable(Reason.NOT_REACHABLE, "The broker cannot be reached: " + e.getMessage(), e);
    }

    private static MeshUnavailable unknownOutcome(Call call, IOException e) {
        return new MeshUnavailable(
                Reason.NOT_REACHABLE,
                "The broker went away before it answered \"" + call.name()
                        + "\". Whether that was done is not known: look before you try again. (" + e.getMessage() + ")",
                e);
    }

    /** Whether the broker does not know the peer in whose name the call was made, as opposed to one that it names. */
    private boolean isForgotten(Call call, JsonObject answer) {
        return ErrorCode.UNKNOWN_PEER.isIn(answer)
                && !answer.has("toPeer")
                && call.actor().flatMap(identities::find).isPresent();
    }

    /** Registers a peer again where that is needed. @return true */
    private boolean revive(Link on, PeerId peer) throws IOException {
        Optional<Identity> identity = identities.find(peer);
        if (identity.isPresent() && identities.recognise(on, identity.get()))
            follows.beginOf(identities.current(peer), on);
        return true;
    }

    /** The link, connected anew where there is none; tries until {@code deadline} once it has been there. */
    private Link connected(long deadline, boolean asked) {
        Link current = link;
        if (current != null && current.isOpen()) return current;
        connecting.lock();
        try {
            for (int failures = 1; ; failures++) {
                if (closed) throw new MeshUnavailable(Reason.NOT_REACHABLE, "This client is closed.");
                current = link;
                if (current != null && current.isOpen()) return current;
                try {
                    return establish(asked);
                } catch (IOException e) {
                    long pause = Backoff.nanos(failures);
                    if (!wasConnected || isHopeless(e) || isOver(deadline - pause)) throw unreachable(e);
                    pause(pause);
                }
            }
        } finally {
            connecting.unlock();
        }
    }

    private Link establish(boolean asked) throws IOException {
        Link fresh = new Link(connector.connect(), settings.client(), settings.nanoTicker(), this::ended);
        try {
            fresh.start();
            fresh.greet();
            identities.recogniseAll(fresh);
            follows.beginAll(fresh, asked);
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        link = fresh;
        wasConnected = true;
        keeper.start();
        return fresh;
    }

    private void ended(Link over, LinkEnded how) {
        if (over != link) return;
        if (how.says(Bye.REPLACED)) follows.replaced();
        keeper.wake();
    }

    /** Whoever asks for something is here again, and wants the pushes back that another client took over. */
    private void wakeFollows(Link on) throws IOException {
        if (!follows.needWaking()) return;
        connecting.lock();
        try {
            follows.wake(on);
        } finally {
            connecting.unlock();
        }
    }

    /** Begins a follow, which from then on survives its links. */
    void begin(Follow follow) {
        long deadline = System.nanoTime() + settings.patience().toNanos();
        connecting.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                Link on = connected(deadline, true);
                try {
                    follow.begin(on);
                    follows.add(follow);
                    keeper.wake();
                    return;
                } catch (LinkEnded e) {
                    // The next link makes the broker know this client's peers; a second time it is none of them.
                    if (attempt > 1 && e.says(Bye.UNKNOWN_PEER) && follow instanceof PeerFollow of)
                        throw new Refusal.UnknownPeer(of.peer());
                    if (e.says(Bye.FORBIDDEN)) throw new Refusal.Forbidden(e.getMessage());
                    if (isHopeless(e) || isOver(deadline)) throw unreachable(e);
                } catch (IOException e) {
                    on.close();
                    throw unreachable(e);
                }
            }
        } finally {
            connecting.unlock();
        }
    }

    /** One round of looking after the link, in the background. @return whether a link is missing */
    boolean tend() {
        Link current = link;
        if (current != null && current.isOpen()) current.tend();
        else if (follows.areWanted()) return !reconnected();
        return false;
    }

    private boolean reconnected() {
        try {
            connected(System.nanoTime(), false);
            return true;
        } catch (RuntimeException e) {
            ClientLog.LOG.log(Level.DEBUG, "The broker is still away", e);
            return false;
        }
    }

    /** Says for each of this client's peers that it is there. */
    void beat() {
        for (Identity identity : identities.all()) {
            try {
                revive(connected(System.nanoTime(), false), identity.id());
            } catch (IOException | RuntimeException e) {
                ClientLog.LOG.log(Level.DEBUG, "A heartbeat did not get through", e);
            }
        }
    }

    private void pause(long nanos) {
        connecting.lock();
        try {
            for (long left = nanos; left > 0 && !closed; ) left = closing.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeshUnavailable(Reason.NOT_REACHABLE, "Interrupted while waiting for the broker.", e);
        } finally {
            connecting.unlock();
        }
    }

    /** Ends the link for good. */
    @Override
    public void close() {
        closed = true;
        keeper.close();
        follows.end();
        Link current = link;
        if (current != null) current.close();
        connecting.lock();
        try {
            closing.signalAll();
        } finally {
            connecting.unlock();
        }
    }
}

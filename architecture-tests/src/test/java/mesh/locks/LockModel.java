package mesh.locks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What locks should do, said once more and as plainly as can be: lists that are searched from end to end, minutes for
 * time, path text for identity. Shares no code with the product.
 */
final class LockModel {
    record Lease(String path, boolean shared, int peer, long token, long expiresAt) {}

    record Claim(int ticket, int peer, List<String> paths, boolean shared, int minutes) {}

    enum Answer {
        GRANTED,
        HELD,
        WAITING,
        DEADLOCK
    }

    final List<Lease> leases = new ArrayList<>();
    final List<Claim> queue = new ArrayList<>();
    final List<Integer> grantedTickets = new ArrayList<>();
    long lastToken;
    long minute;

    Answer acquire(Claim claim, boolean mayWait) {
        dropExpired();
        if (isFree(claim, queue)) {
            grant(claim);
            return Answer.GRANTED;
        }
        if (!mayWait) return Answer.HELD;
        if (closesCircle(claim)) return Answer.DEADLOCK;
        queue.add(claim);
        return Answer.WAITING;
    }

    boolean renew(int peer, String path, int minutes) {
        dropExpired();
        Lease own = own(peer, path);
        if (own == null) return false;
        extend(own, minutes);
        return true;
    }

    boolean release(int peer, String path) {
        dropExpired();
        Lease own = own(peer, path);
        if (own == null) return false;
        leases.remove(own);
        serveQueue();
        return true;
    }

    void leave(int peer) {
        leases.removeIf(lease -> lease.peer == peer);
        queue.removeIf(claim -> claim.peer == peer);
        dropExpired();
        serveQueue();
    }

    void giveUp(int ticket) {
        queue.removeIf(claim -> claim.ticket == ticket);
        dropExpired();
        serveQueue();
    }

    void pass(int minutes) {
        minute += minutes;
        dropExpired();
        serveQueue();
    }

    /** Who waits, waits no more; leases stay. */
    void restart() {
        queue.clear();
    }

    private void dropExpired() {
        leases.removeIf(lease -> lease.expiresAt <= minute);
    }

    private void serveQueue() {
        List<Claim> before = new ArrayList<>();
        for (Claim claim : List.copyOf(queue)) {
            if (isFree(claim, before)) {
                queue.remove(claim);
                grant(claim);
                grantedTickets.add(claim.ticket);
            } else {
                before.add(claim);
            }
        }
    }

    private boolean isFree(Claim claim, List<Claim> before) {
        for (String path : claim.paths) {
            Lease own = own(claim.peer, path);
            if (own != null && (!own.shared || claim.shared)) continue;
            for (Lease lease : leases)
                if (lease.peer != claim.peer && !(lease.shared && claim.shared) && meet(lease.path, path)) return false;
            boolean mineAlone = leases.stream().anyMatch(l -> l.peer == claim.peer && !l.shared && holds(l.path, path));
            if (mineAlone) continue;
            for (Claim earlier : before)
                if (earlier.peer != claim.peer
                        && !(earlier.shared && claim.shared)
                        && earlier.paths.stream().anyMatch(p -> meet(p, path))) return false;
        }
        return true;
    }

    private void grant(Claim claim) {
        for (String path : claim.paths) {
            Lease own = own(claim.peer, path);
            if (own != null && (!own.shared || claim.shared)) {
                extend(own, claim.minutes);
            } else {
                long end = minute + claim.minutes;
                if (own != null) {
                    leases.remove(own);
                    end = Math.max(end, own.expiresAt);
                }
                leases.add(new Lease(path, claim.shared, claim.peer, ++lastToken, end));
            }
        }
    }

    private void extend(Lease own, int minutes) {
        leases.remove(own);
        leases.add(new Lease(own.path, own.shared, own.peer, own.token, Math.max(own.expiresAt, minute + minutes)));
    }

    private Lease own(int peer, String path) {
        for (Lease lease : leases) if (lease.peer == peer && lease.path.equals(path)) return lease;
        return null;
    }

    private boolean closesCircle(Claim claim) {
        Set<Integer> reached = new TreeSet<>(waitsFor(claim, queue));
        for (boolean grew = true; grew; ) {
            Set<Integer> next = new TreeSet<>(reached);
            for (Claim waiting : queue)
                if (reached.contains(waiting.peer))
                    next.addAll(waitsFor(waiting, queue.subList(0, queue.indexOf(waiting))));
            grew = !next.equals(reached);
            reached = next;
        }
        return reached.contains(claim.peer);
    }

    private Set<Integer> waitsFor(Claim claim, List<Claim> before) {
        Set<Integer> peers = new TreeSet<>();
        for (String path : claim.paths) {
            for (Lease lease : leases)
                if (lease.peer != claim.peer && !(lease.shared && claim.shared) && meet(lease.path, path))
                    peers.add(lease.peer);
            for (Claim earlier : before)
                if (earlier.peer != claim.peer
                        && !(earlier.shared && claim.shared)
                        && earlier.paths.stream().anyMatch(p -> meet(p, path))) peers.add(earlier.peer);
        }
        return peers;
    }

    /** A path that ends in a slash is the directory and all below it. */
    static boolean meet(String a, String b) {
        return holds(a, b) || holds(b, a) || bare(a).equals(bare(b));
    }

    private static boolean holds(String a, String b) {
        return a.equals(b) || a.endsWith("/") && (b.startsWith(a) || bare(a).equals(bare(b)));
    }

    private static String bare(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}

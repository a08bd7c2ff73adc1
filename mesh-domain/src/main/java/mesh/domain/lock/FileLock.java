package mesh.domain.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import mesh.domain.InvalidInput;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.SubagentName;

/**
 * A lease on a path, and the rules by which leases are granted.
 *
 * @param subagent of the holder that took it last. The rules know the holder alone
 */
public record FileLock(
        LockPath path,
        LockMode mode,
        PeerId holder,
        Optional<SubagentName> subagent,
        FencingToken token,
        String reason,
        Instant acquiredAt,
        Instant expiresAt) {
    public FileLock {
        requireNonNull(path);
        requireNonNull(mode);
        requireNonNull(holder);
        requireNonNull(subagent);
        requireNonNull(token);
        requireNonNull(reason);
        requireNonNull(acquiredAt);
        if (!expiresAt.isAfter(acquiredAt)) throw new InvalidInput("expiresAt", "must be after acquiredAt");
    }

    public boolean isLiveAt(Instant now) {
        return now.isBefore(expiresAt);
    }

    /** Lasts until {@code now + lease}, or as long as it did where that is longer. */
    public FileLock renewed(Lease lease, Instant now) {
        Instant wanted = now.plus(lease.duration());
        return new FileLock(
                path,
                mode,
                holder,
                subagent,
                token,
                reason,
                acquiredAt,
                wanted.isAfter(expiresAt) ? wanted : expiresAt);
    }

    /** The same lease after the broker's clock was set by {@code shift}: what remains of it is what remained. */
    public FileLock shiftedBy(Duration shift) {
        return new FileLock(path, mode, holder, subagent, token, reason, acquiredAt.plus(shift), expiresAt.plus(shift));
    }

    /**
     * Decides a claim: all of its paths, or none. What the peer holds already is renewed and keeps its token; a shared
     * lease becomes exclusive as a new grant. Nobody overtakes an earlier waiter whose claim conflicts, except on files
     * that are the peer's alone already.
     *
     * @param overlapping every stored lease that may overlap a path; more do no harm, expired ones count for nothing
     * @param earlier those who wait already and go first
     * @param nextToken called once for each new grant, only when everything is granted
     */
    public static LockDecision decide(
            LockClaim claim,
            Function<LockPath, List<FileLock>> overlapping,
            WaitQueue earlier,
            Supplier<FencingToken> nextToken,
            Instant now) {
        Set<FileLock> blocking = new LinkedHashSet<>();
        Set<PeerId> ahead = new LinkedHashSet<>();
        Set<FileLock> expired = new LinkedHashSet<>();
        List<Optional<FileLock>> own = new ArrayList<>();
        for (LockPath path : claim.paths()) {
            List<FileLock> live = new ArrayList<>();
            for (FileLock lock : on(path, overlapping)) (lock.isLiveAt(now) ? live : expired).add(lock);
            Optional<FileLock> held = live.stream()
                    .filter(lock ->
                            lock.holder().equals(claim.peer()) && lock.path().isSameTarget(path))
                    .findFirst();
            own.add(held);
            if (held.filter(lock -> lock.mode().includes(claim.mode())).isPresent()) continue;
            live.stream().filter(lock -> claim.isBlockedBy(lock, path)).forEach(blocking::add);
            if (live.stream().noneMatch(lock -> lock.isAloneOn(path, claim.peer())))
                earlier.ahead(claim, path).forEach(ahead::add);
        }
        if (!blocking.isEmpty() || !ahead.isEmpty())
            return new LockDecision.Blocked(List.copyOf(blocking), List.copyOf(ahead));
        return grant(claim, own, List.copyOf(expired), nextToken, now);
    }

    /** The leases of others that stand in the way of {@code claim}. */
    public static List<FileLock> blocking(
            LockClaim claim, Function<LockPath, List<FileLock>> overlapping, Instant now) {
        Set<FileLock> blocking = new LinkedHashSet<>();
        for (LockPath path : claim.paths())
            on(path, overlapping).stream()
                    .filter(lock -> lock.isLiveAt(now) && claim.isBlockedBy(lock, path))
                    .forEach(blocking::add);
        return List.copyOf(blocking);
    }

    private static List<FileLock> on(LockPath path, Function<LockPath, List<FileLock>> overlapping) {
        return overlapping.apply(path).stream()
                .filter(lock -> lock.path().overlaps(path))
                .toList();
    }

    private boolean isAloneOn(LockPath wanted, PeerId peer) {
        return holder.equals(peer) && mode == LockMode.EXCLUSIVE && path.covers(wanted);
    }

    private static LockDecision grant(
            LockClaim claim,
            List<Optional<FileLock>> own,
            List<FileLock> expired,
            Supplier<FencingToken> nextToken,
            Instant now) {
        List<FileLock> leases = new ArrayList<>();
        List<FileLock> replaced = new ArrayList<>();
        boolean renewedOnly = true;
        for (int i = 0; i < claim.paths().size(); i++) {
            Optional<FileLock> held = own.get(i);
            if (held.filter(lock -> lock.mode().includes(claim.mode())).isPresent()) {
                leases.add(held.get().takenAgain(claim).renewed(claim.lease(), now));
                continue;
            }
            renewedOnly = false;
            held.ifPresent(replaced::add);
            leases.add(new FileLock(
                    claim.paths().get(i),
                    claim.mode(),
                    claim.peer(),
                    claim.subagent(),
                    nextToken.get(),
                    claim.reason(),
                    now,
                    held.map(FileLock::expiresAt)
                            .filter(at -> at.isAfter(now.plus(claim.lease().duration())))
                            .orElse(now.plus(claim.lease().duration()))));
        }
        return new LockDecision.Grant(leases, replaced, expired, renewedOnly);
    }

    private FileLock takenAgain(LockClaim claim) {
        String newReason = claim.reason().isEmpty() ? reason : claim.reason();
        return new FileLock(path, mode, holder, claim.subagent(), token, newReason, acquiredAt, expiresAt);
    }
}

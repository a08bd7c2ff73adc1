package mesh.application;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mesh.domain.InvalidInput;
import mesh.domain.Notice;
import mesh.domain.Text;
import mesh.domain.event.EventType;
import mesh.domain.event.Sequence;
import mesh.domain.message.Delivery;
import mesh.domain.message.Inbox;
import mesh.domain.message.InboxQuery;
import mesh.domain.message.InboxQuery.Filter;
import mesh.domain.message.Message;
import mesh.domain.message.MessageId;
import mesh.domain.message.Recipient;
import mesh.domain.message.SendMessage;
import mesh.domain.message.SendOutcome;
import mesh.domain.peer.Peer;
import mesh.domain.peer.PeerId;
import mesh.domain.peer.PeerName;
import mesh.domain.peer.PeerNames;
import mesh.port.in.Messaging;
import mesh.port.out.MeshStore;
import mesh.port.out.StoreTransaction;
import mesh.port.out.StoreView;

/** Sending, inboxes, and what became of messages. */
final class MessageService implements Messaging {
    /** Ids in one acknowledgement. */
    static final int MAX_ACKNOWLEDGED = 1_000;

    private final MeshStore store;
    private final InstantSource clock;
    private final Ids ids;
    private final Peers peers;
    private final Journal journal;
    private final Fanout fanout;
    private final ScheduledExecutorService background;
    private final Confirmations confirmations;

    MessageService(
            MeshStore store,
            InstantSource clock,
            Ids ids,
            Peers peers,
            Journal journal,
            Fanout fanout,
            ScheduledExecutorService background) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.peers = peers;
        this.journal = journal;
        this.fanout = fanout;
        this.background = background;
        this.confirmations = new Confirmations(store, clock);
    }

    @Override
    public SendOutcome send(SendMessage request) {
        return store.writeRepeatable(tx -> {
            Peer sender = peers.require(tx, request.from());
            Optional<SendOutcome> sentBefore = request.idempotencyKey().flatMap(key -> sentBefore(tx, request, key));
            if (sentBefore.isPresent()) return sentBefore.get();
            if (request.to() instanceof Recipient.One one) {
                Optional<Peer> recipient = recipient(tx, one.idOrName());
                if (recipient.isEmpty())
                    return new SendOutcome.UnknownRecipient(one.idOrName(), suggestions(tx, one.idOrName()));
                return append(tx, request, List.of(recipient.get().id()), false);
            }
            if (sender.id().equals(PeerId.CLI)
                    && !request.to().text().equals("all")
                    && request.to() instanceof Recipient.Near)
                throw new InvalidInput(
                        "toPeer", "must not be repo or directory from the terminal, which is in neither; use all");
            List<PeerId> recipients = new ArrayList<>();
            for (Peer peer : tx.peers().living()) if (request.to().reaches(sender, peer)) recipients.add(peer.id());
            return append(tx, request, recipients, true);
        });
    }

    private static Optional<SendOutcome> sentBefore(StoreView view, SendMessage request, String key) {
        List<Message> earlier = view.messages().withKey(request.from(), key);
        if (earlier.isEmpty()) return Optional.empty();
        return Optional.of(new SendOutcome.Sent(earlier, !(request.to() instanceof Recipient.One)));
    }

    private Optional<Peer> recipient(StoreView view, String idOrName) {
        if (PeerId.isId(idOrName)) return peers.find(view, new PeerId(idOrName));
        try {
            return view.peers().named(new PeerName(idOrName));
        } catch (InvalidInput notAName) {
            return Optional.empty();
        }
    }

    private static List<String> suggestions(StoreView view, String asked) {
        List<String> names = new ArrayList<>();
        for (Peer peer : view.peers().living()) names.add(peer.name().value());
        return PeerNames.nearest(asked, names);
    }

    private SendOutcome append(StoreTransaction tx, SendMessage request, List<PeerId> to, boolean broadcast) {
        Instant now = clock.instant();
        List<Message> messages = new ArrayList<>(to.size());
        for (PeerId recipient : to) {
            Message message = Message.of(request, recipient, ids.newMessage(), tx.nextSequence(), now);
            tx.messages().append(message, request.idempotencyKey());
            messages.add(message);
        }
        if (!messages.isEmpty()) recordReceived(tx, request, messages, now);
        return new SendOutcome.Sent(messages, broadcast);
    }

    private void recordReceived(StoreTransaction tx, SendMessage request, List<Message> messages, Instant now) {
        Message first = messages.get(0);
        boolean single = request.to() instanceof Recipient.One;
        journal.record(
                tx,
                EventType.MESSAGE_RECEIVED,
                request.from(),
                now,
                "messageId",
                single ? first.id().value() : null,
                "fromPeer",
                request.from().value(),
                "toPeer",
                single ? first.toPeer().value() : request.to().text(),
                "type",
                request.type().wireName(),
                "count",
                messages.size());
    }

    @Override
    public Inbox read(InboxQuery query) {
        Inbox seen = store.read(view -> select(view, query));
        boolean nothingToMark =
                seen.messages().stream().allMatch(m -> m.readAt().isPresent());
        if (query.peek() || query.filter() == Filter.SENT || nothingToMark) return seen;
        return store.writeRepeatable(tx -> {
            Inbox inbox = select(tx, query);
            Instant now = clock.instant();
            List<Message> read = new ArrayList<>(inbox.messages().size());
            for (Message message : inbox.messages()) {
                Message marked = message.read(now);
                if (message.readAt().isEmpty()) tx.messages().update(marked);
                read.add(marked);
            }
            return new Inbox(read, inbox.remaining());
        });
    }

    private Inbox select(StoreView view, InboxQuery query) {
        peers.require(view, query.peer());
        List<Message> found = switch (query.filter()) {
            case UNREAD -> view.messages().unread(query.peer(), query.from(), query.limit());
            case ALL -> view.messages().received(query.peer(), query.from(), query.limit());
            case SENT -> view.messages().sent(query.peer(), query.limit());
        };
        List<Message> fitting = new ArrayList<>(found.size());
        int bytes = 0;
        int unread = 0;
        for (Message message : found) {
            bytes += Text.jsonBytes(message.payload());
            if (bytes > MAX_ANSWER_BYTES && !fitting.isEmpty()) break;
            fitting.add(message);
            if (query.filter() != Filter.SENT && message.readAt().isEmpty()) unread++;
        }
        return new Inbox(fitting, view.messages().countUnread(query.peer()) - unread);
    }

    @Override
    public CompletableFuture<Inbox> await(InboxQuery query, Duration wait) {
        Awaited.checkWait(wait, MAX_WAIT);
        Inbox now = read(query);
        if (wait.isZero() || !now.messages().isEmpty() || query.filter() != Filter.UNREAD)
            return CompletableFuture.completedFuture(now);
        AwaitedInbox awaited = new AwaitedInbox(query);
        awaited.start(wait);
        return awaited;
    }

    /** Ends once: with messages, with none when time is up, or by being cancelled. */
    private final class AwaitedInbox extends Awaited<Inbox> {
        private final InboxQuery query;

        AwaitedInbox(InboxQuery query) {
            this.query = query;
        }

        void start(Duration wait) {
            Fanout.Follower follower = fanout.follow(this::isWanted, notice -> background.execute(this::look));
            var timeout = background.schedule(this::timeOut, wait.toMillis(), TimeUnit.MILLISECONDS);
            whenComplete((inbox, failure) -> {
                follower.close();
                timeout.cancel(false);
            });
            background.execute(this::look); // what came between the first look and the follower
        }

        private boolean isWanted(Notice notice) {
            return notice instanceof Notice.OfMessage of
                    && of.message().toPeer().equals(query.peer())
                    && query.from().map(of.message().fromPeer()::equals).orElse(true);
        }

        private void look() {
            finishIf(
                    () -> !store.read(view -> select(view, query)).messages().isEmpty(),
                    () -> MessageService.this.read(query));
        }

        private void timeOut() {
            finishIf(() -> true, () -> MessageService.this.read(query));
        }
    }

    @Override
    public int acknowledge(PeerId peer, Collection<MessageId> messageIds, Delivery state) {
        if (state != Delivery.READ && state != Delivery.DELIVERED)
            throw new InvalidInput("state", "must be delivered or read");
        if (messageIds.size() > MAX_ACKNOWLEDGED)
            throw new InvalidInput("ids", "must hold at most " + MAX_ACKNOWLEDGED + " ids");
        return store.writeRepeatable(tx -> {
            peers.require(tx, peer);
            int changed = 0;
            for (MessageId id : messageIds) {
                Optional<Message> message =
                        tx.messages().find(id).filter(m -> m.toPeer().equals(peer));
                if (message.isEmpty() || message.get().expiredAt().isPresent()) continue;
                Instant now = clock.instant();
                Message marked = state == Delivery.READ
                        ? message.get().read(now)
                        : message.get().delivered(now);
                if (marked.equals(message.get())) continue;
                tx.messages().update(marked);
                changed++;
            }
            return changed;
        });
    }

    @Override
    public void deliveredUpTo(PeerId peer, Sequence seq) {
        confirmations.upTo(peer, seq);
    }

    @Override
    public int unread(PeerId peer) {
        return store.read(view -> view.messages().countUnread(peer));
    }

    @Override
    public Optional<Message> find(PeerId asker, MessageId id) {
        return store.read(view -> view.messages()
                .find(id)
                .filter(m -> m.toPeer().equals(asker) || m.fromPeer().equals(asker)));
    }
}

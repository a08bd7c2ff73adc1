package mesh.adapter.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mesh.domain.InvalidInput;

/** A network with one hub, as the command line sees it. */
final class TestLan implements LanControl {
    static final String LINE = "slm-mesh/1/10.0.0.5/7900/pin/secret/check";

    final List<Discovered> around = new ArrayList<>();
    Optional<String> hub = Optional.empty();
    OptionalLong stopped = OptionalLong.empty();

    @Override
    public Optional<String> hub() {
        return hub;
    }

    @Override
    public Invited invite(List<String> addresses) {
        return new Invited(LINE, addresses.isEmpty() ? List.of("10.0.0.5") : addresses, 7900, "pin");
    }

    @Override
    public Joined join(String invitation) {
        if (!invitation.equals(LINE)) throw new InvalidInput("invitation", "is incomplete or mistyped");
        hub = Optional.of("10.0.0.5:7900");
        return new Joined("10.0.0.5:7900", "1.2.3", "laptop", stopped);
    }

    @Override
    public Optional<String> leave() {
        Optional<String> left = hub;
        hub = Optional.empty();
        return left;
    }

    @Override
    public List<Discovered> discover(Duration patience, Optional<String> from) {
        return around;
    }
}

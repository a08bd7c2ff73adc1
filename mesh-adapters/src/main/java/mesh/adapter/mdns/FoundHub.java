package mesh.adapter.mdns;

import static java.util.Objects.requireNonNull;

import java.util.List;
import mesh.domain.Text;

/**
 * What somebody on the network says of a hub; nothing of it is proven.
 *
 * @param name of its machine, fit to be shown
 * @param addresses IP addresses, IPv4 first
 * @param fingerprint of the key that it claims to have; empty where it names none
 * @param version of its program
 */
public record FoundHub(String name, List<String> addresses, int port, String fingerprint, String version) {
    static final int MAX_TEXT_CHARS = 64;
    static final int MAX_ADDRESSES = 4;

    public FoundHub {
        name = shown(name);
        addresses = List.copyOf(addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size())));
        fingerprint = shown(fingerprint);
        version = shown(version);
    }

    private static String shown(String text) {
        return Text.shown(requireNonNull(text), MAX_TEXT_CHARS);
    }
}

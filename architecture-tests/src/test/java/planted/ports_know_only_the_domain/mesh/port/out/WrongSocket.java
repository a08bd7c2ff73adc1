package planted.ports_know_only_the_domain.mesh.port.out;

import java.nio.channels.SocketChannel;

interface WrongSocket {
    SocketChannel channel();
}

package mesh.adapter.websocket;

import mesh.adapter.link.Bye;
import mesh.adapter.link.LinkSession;

/** The link: one text message for each frame. */
record LinkConversation(LinkSession session) implements Conversation {
    @Override
    public void received(Message message, boolean more) throws WebSocketFault {
        if (message.opcode() != Frame.TEXT)
            throw new WebSocketFault(CloseCode.UNSUPPORTED_DATA, "The link speaks text");
        session.received(message.payload(), more);
    }

    @Override
    public void expelled() {
        session.goodbye(Bye.FORBIDDEN, "The hub has a new secret. Ask for a new invitation (slm-mesh invite).");
    }

    @Override
    public void ended() {
        session.ended();
    }
}

package mesh.adapter.websocket;

/** What is talked about over a connection, whose one reading thread calls this. */
interface Conversation {
    /**
     * Takes a message, text or binary.
     *
     * @param more whether another one has begun to come
     * @throws WebSocketFault where it must not be; the connection then ends
     */
    void received(Message message, boolean more) throws WebSocketFault;

    /** Ends it politely, from any thread: whoever came in with this secret would not be let in any more. */
    void expelled();

    /** The connection has ended, or is about to. */
    void ended();

    /** Begins the conversation of a new connection. */
    @FunctionalInterface
    interface Opening {
        Conversation open(WebSocketConnection connection);
    }
}

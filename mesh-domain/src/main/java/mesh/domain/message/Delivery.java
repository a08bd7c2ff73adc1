package mesh.domain.message;

import mesh.domain.WireName;

/** What became of a message, each said only when it is true. */
public enum Delivery implements WireName {
    /** Committed, waiting in the inbox. */
    QUEUED,
    /** The recipient's client has it. */
    DELIVERED,
    /** It was put before the agent. */
    READ,
    /** Nobody read it in time; its text is gone. */
    EXPIRED
}

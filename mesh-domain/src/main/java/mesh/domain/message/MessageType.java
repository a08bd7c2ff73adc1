package mesh.domain.message;

import mesh.domain.WireName;

/** What a message is meant as. The mesh executes none of them. */
public enum MessageType implements WireName {
    TEXT,
    JSON,
    COMMAND,
    ALERT
}

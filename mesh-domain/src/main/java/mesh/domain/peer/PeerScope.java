package mesh.domain.peer;

import mesh.domain.WireName;

/** Which peers count as near: all of this broker, those of one project directory, or those of one repository. */
public enum PeerScope implements WireName {
    MACHINE,
    DIRECTORY,
    REPO
}

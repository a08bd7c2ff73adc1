/** Who takes part: sessions, their names, scopes and liveness. */
package mesh.domain.peer;

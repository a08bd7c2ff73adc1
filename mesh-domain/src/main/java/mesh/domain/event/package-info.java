/** What happened, in commit order, and who wants to hear of it. */
package mesh.domain.event;

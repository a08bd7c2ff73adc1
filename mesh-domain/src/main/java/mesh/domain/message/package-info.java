/** What peers say to each other, and what became of it. */
package mesh.domain.message;

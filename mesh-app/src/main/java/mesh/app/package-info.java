/** The program: who is started for which word, the broker as one composition, and how a client finds or starts it. */
package mesh.app;

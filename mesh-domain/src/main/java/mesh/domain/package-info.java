/** What every concept shares: bad input, refusals, sequence numbers and the notices that followers receive. */
package mesh.domain;

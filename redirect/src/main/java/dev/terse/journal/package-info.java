/**
 * Clicks on their way from an event loop to the {@link dev.terse.click.ClickInbox}: recorded in memory-mapped files before
 * the answer leaves, handed over from there, and found again by the next start where the process ended before that.
 *
 * <p><b>Journal.</b> Each event loop of each start has one of its own, named by a random UUID, written by that loop alone
 * and never opened again for writing. It is a sequence of records as {@link dev.terse.click.ClickEncoder} makes them. A
 * position in it is how many bytes of records come before; positions have no gaps, whatever files they lie in.
 *
 * <p><b>Segment.</b> A journal lies in files of one size, each a header of 64 bytes ({@link
 * dev.terse.journal.SegmentHeader}) and then records end to end. The header says at which position the first of them is,
 * its base. A record that does not fit into what is left goes into the next segment; what is left stays zeros and counts
 * for nothing: the next segment's base is the position at which this one's records end. A segment that stands ready and
 * was never used has zeros where the header would be.
 *
 * <p><b>What survives.</b> The payload of a record is stored before the length that begins it, and a segment's base before
 * the checksum that ends its header, so that a process that is killed at any instruction leaves whole records and perhaps
 * one piece without a length, which was acknowledged to nobody. A power loss may leave any page as it was at the last
 * force: what is on disk of a segment is read up to the first record that is not intact, and reading goes on with the next
 * segment at its own base. The positions between are lost, and the inbox sees them as a gap. Since no journal is written
 * by two starts, no position is ever used twice, and nothing can be counted twice.
 *
 * <p><b>Clocks.</b> Records carry the wall clock of whoever made them. Nothing here is ordered, kept or dropped by it.
 */
@NullMarked
package dev.terse.journal;

import org.jspecify.annotations.NullMarked;

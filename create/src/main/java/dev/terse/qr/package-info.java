/** QR codes as pictures: {@link dev.terse.qr.QrPicture} draws them. */
@NullMarked
package dev.terse.qr;

import org.jspecify.annotations.NullMarked;

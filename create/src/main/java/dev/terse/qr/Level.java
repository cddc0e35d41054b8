package dev.terse.qr;

import io.nayuki.qrcodegen.QrCode.Ecc;

/** How much of a QR code may be damaged or covered before it can't be read any more (ISO/IEC 18004). */
public enum Level {
    /** About 7 %. */
    L(Ecc.LOW),
    /** About 15 %. */
    M(Ecc.MEDIUM),
    /** About 25 %. */
    Q(Ecc.QUARTILE),
    /** About 30 %. */
    H(Ecc.HIGH);

    final Ecc correction;

    Level(Ecc correction) {
        this.correction = correction;
    }
}

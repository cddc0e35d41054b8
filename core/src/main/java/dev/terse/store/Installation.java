package dev.terse.store;

/**
 * What one installation was born with.
 *
 * @param workspace the default workspace
 * @param domain the default domain, which serves every host that is no domain of its own
 * @param secret 32 bytes that codes (and later visitor hashes and sessions) are derived from; never shown
 */
public record Installation(long workspace, long domain, byte[] secret) {
    public static final int SECRET_BYTES = 32;

    public Installation {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("the secret of an installation has " + SECRET_BYTES + " bytes");
        }
        secret = secret.clone();
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "Installation[workspace=" + workspace + ", domain=" + domain + ", secret=***]";
    }
}

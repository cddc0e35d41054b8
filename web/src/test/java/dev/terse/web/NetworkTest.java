package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.9, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe80::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::1, ::1, true"
    })
    void contains_address_isDecidedByTheLeadingBits(String network, String address, boolean contained)
            throws Exception {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            localhost,     "localhost" is no IP address or network
            10.0.0,        "10.0.0" is no IP address or network
            10.0.0.256/8,  "10.0.0.256/8" is no IP address or network
            010.0.0.1x/8,  "010.0.0.1x/8" is no IP address or network
            [::1],         "[::1]" is no IP address or network
            fe80::1%eth0,  "fe80::1%eth0" is no IP address or network
            /8,            "/8" is no IP address or network
            10.0.0.0/33,   "10.0.0.0/33" needs 0 to 32 after the slash
            10.0.0.0/,     "10.0.0.0/" needs 0 to 32 after the slash
            10.0.0.0/-1,   "10.0.0.0/-1" needs 0 to 32 after the slash
            10.0.0.0/8/8,  "10.0.0.0/8/8" needs 0 to 32 after the slash
            ::/129,        "::/129" needs 0 to 128 after the slash
            10.0.0.1/8,    "10.0.0.1/8" has bits set after the first 8; the network is written 10.0.0.0/8
            """)
    void parse_mistake_isSaidToTheOneWhoWroteIt(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void ofVisitor_addressesOfOneNetwork_areTheSame() throws Exception {
        assertThat(Network.ofVisitor(InetAddress.ofLiteral("192.0.2.7")))
                .isEqualTo(Network.ofVisitor(InetAddress.ofLiteral("192.0.2.250")))
                .isNotEqualTo(Network.ofVisitor(InetAddress.ofLiteral("192.0.3.7")))
                .hasToString("192.0.2.0/24");
        assertThat(Network.ofVisitor(InetAddress.ofLiteral("2001:db8:1:2:3::4")))
                .isEqualTo(Network.ofVisitor(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")))
                .isNotEqualTo(Network.ofVisitor(InetAddress.ofLiteral("2001:db8:1:3::4")));
    }
}

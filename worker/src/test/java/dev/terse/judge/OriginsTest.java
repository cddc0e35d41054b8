package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "https://news.example/a/b?secret=1#c, https://news.example",
        "https://news.example, https://news.example",
        "HTTPS://News.Example/, https://news.example",
        "http://news.example:80/, http://news.example",
        "https://news.example:443, https://news.example",
        "https://news.example:, https://news.example",
        "http://news.example:443/, http://news.example:443",
        "https://news.example:8443/x, https://news.example:8443",
        "https://user:pass@news.example/, https://news.example",
        "https://a@b@news.example/@x, https://news.example",
        "https://news.example?next=https://other.example/, https://news.example",
        "https://news.example\\@evil.example/, https://news.example",
        "https://[2001:DB8::1]:8080/x, https://[2001:db8::1]:8080",
        "https://192.0.2.7/, https://192.0.2.7",
        "http://xn--bcher-kva.example/, http://xn--bcher-kva.example",
        "http://my_host/, http://my_host",
        "android-app://com.google.android.gm/, android-app://com.google.android.gm",
        "ANDROID-APP://com.Slack, android-app://com.slack",
    })
    void of_address_isItsOrigin(String referrer, String origin) {
        assertThat(Origins.of(referrer)).isEqualTo(origin);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "about:blank",
        "news.example",
        "//news.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html://x",
        "https://",
        "https:///path",
        "https://:443/",
        "https://@/",
        "https://news.example:99999/",
        "https://news.example:12a/",
        "https://news.example:-1/",
        "https://news.example:1000000/",
        "https://bücher.example/",
        "https://ne ws.example/",
        "https://[::1/",
        "https://[]/",
        "https://[zz]/",
        "https://news%2eexample/",
        "android-app://com.slack:80/",
    })
    void of_whatHasNone_isNone(String referrer) {
        assertThat(Origins.of(referrer)).isEqualTo(Origins.NONE);
    }

    @ParameterizedTest
    @CsvSource({"253, true", "254, false"})
    void of_longHost_isNoneAboveTheLongest(int length, boolean kept) {
        assertThat(Origins.of("https://" + "a".repeat(length) + "/").isEmpty()).isEqualTo(!kept);
    }
}

package dev.terse.visit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36 | DESKTOP",
                "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; Touch; Tablet PC 2.0; rv:11.0) like Gecko | DESKTOP",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15 | DESKTOP",
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/131.0.0.0 Safari/537.36 | DESKTOP",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 Safari/604.1 | PHONE",
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/131.0.0.0 Mobile Safari/537.36 | PHONE",
                "Dalvik/2.1.0 (Linux; U; Android 9; SM-G965U) | PHONE",
                "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; NOKIA; Lumia 930) Mobile Safari/537.36 | PHONE",
                "BlackBerry9630/4.2.0.284 Profile/MIDP-2.0 | PHONE",
                "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148 Safari/604.1 | TABLET",
                "Mozilla/5.0 (Linux; Android 13; SM-X700) Chrome/131.0.0.0 Safari/537.36 | TABLET",
                "Mozilla/5.0 (Linux; Android 5.1.1; KFFOWI Build/LVY48F) Silk/60.2.12 like Chrome/60.0 Safari/537.36 | TABLET",
                "Mozilla/5.0 (SMART-TV; X11; Linux armv7l) Chrome/25.0.1349.2 Safari/537.42 | TV",
                "Mozilla/5.0 (Linux; Android 5.1; AFTS Build/LMY47O) Chrome/41.0 Safari/537.36 | TV",
                "Roku4640X/DVP-7.70 (297.70E04154A) | TV",
                "Mozilla/5.0 (PlayStation 4 5.55) AppleWebKit/601.2 (KHTML, like Gecko) | CONSOLE",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) Edge/18.18363 | CONSOLE",
                "Lynx/2.8.9rel.1 | OTHER",
                "'' | OTHER",
            })
    void of_userAgent_isItsDevice(String userAgent, Device device) {
        assertThat(Device.of(userAgent)).isEqualTo(device);
    }
}

package io.github.asyncwrap.examples.lesson.door;

import java.util.ArrayList;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;

/** The cookies of a session, in memory. Calls run on several threads at once, so all is under one lock. */
final class SessionCookies implements CookieJar {
    private final List<Cookie> cookies = new ArrayList<>();

    @Override
    public synchronized void saveFromResponse(HttpUrl url, List<Cookie> set) {
        for (Cookie cookie : set) {
            // Of one name, domain and path there is one; a server deletes it by a new one that has expired already.
            cookies.removeIf(old -> old.name().equals(cookie.name())
                    && old.domain().equals(cookie.domain())
                    && old.path().equals(cookie.path()));
            cookies.add(cookie);
        }
        removeExpired();
    }

    @Override
    public synchronized List<Cookie> loadForRequest(HttpUrl url) {
        removeExpired();
        return cookies.stream().filter(cookie -> cookie.matches(url)).toList();
    }

    synchronized List<Cookie> all() {
        removeExpired();
        return List.copyOf(cookies);
    }

    private void removeExpired() {
        long now = System.currentTimeMillis();
        cookies.removeIf(cookie -> cookie.expiresAt() <= now);
    }
}

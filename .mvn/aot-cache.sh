# Sets aot to the JVM flags that use Terse's AOT cache, which is made here where it is missing or was made of another build
# or by another JDK; to nothing where it can't be made, which is tried once. Sourced with here, jars and JAVA_HOME set.
aot_cache() {
  local cache="$here/app/target/terse/terse.aot" of
  of="$JAVA_HOME $(cat "$JAVA_HOME/release" "$here/deploy/aot-cache" | cksum)"
  if { [[ "$(cat "$cache.of" 2>/dev/null)" != "$of" ]] || [[ -n $(find "$jars" -newer "$cache.of" -print -quit) ]]; } &&
    [[ -w "$here/app/target/terse" ]]; then
    rm -f "$cache"
    echo "Preparing faster starts (once, and after each change) …" >&2
    if ! "$here/deploy/aot-cache" "$JAVA_HOME/bin/java" "$jars" "$cache" 2>"$cache.log"; then
      echo "terse: that failed ($cache.log says how); starts are slower, nothing else." >&2
    fi
    echo "$of" >"$cache.of"
  fi
  aot=()
  if [[ -f $cache ]]; then
    # A JVM that can't use the cache, such as one with another collector, says so unless it is told not to.
    aot=(-XX:AOTCache="$cache" -Xlog:aot=off -Xlog:cds=off)
  fi
}
aot_cache

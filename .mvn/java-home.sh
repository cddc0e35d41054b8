# Sets JAVA_HOME to a JDK 25 or later, or ends with what to do. Sourced by ./terse and ./verify.
java_version() {
  [[ -x "$1/bin/javac" ]] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}
find_java() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /nowhere/bin/javac)")")")" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n $candidate ]] || continue
    version=$(java_version "$candidate" || true)
    if [[ -n $version ]] && ((version >= 25)); then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}
if ! find_java; then
  echo "Terse needs a JDK 25 or later, and found none. Install one, such as Eclipse Temurin 25" >&2
  echo "(https://adoptium.net), or set JAVA_HOME to the folder where it is." >&2
  exit 1
fi

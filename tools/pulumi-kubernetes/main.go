// The official Kubernetes provider as a program. Its own main embeds two files that are generated from what is no part
// of the Go module. Only programs without a compiled SDK ask for them, so an empty schema and mapping will do here.
package main

import (
	"os"
	"time"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	go endWithEngine(os.Getppid())
	provider.Serve("kubernetes", version.Version, []byte(`{"name":"kubernetes"}`), []byte(`{}`))
}

// A killed engine does not end its plugins, and the provider itself notices only after minutes.
func endWithEngine(engine int) {
	for os.Getppid() == engine {
		time.Sleep(500 * time.Millisecond)
	}
	os.Exit(1)
}

// A Vendure on loopback for the tests of category "live": the vendor's own server with an empty PostgreSQL database, and no plugins but those it needs.
const { bootstrap, dummyPaymentHandler, DefaultJobQueuePlugin, DefaultSearchPlugin } = require("@vendure/core");

bootstrap({
  apiOptions: { port: Number(process.env.PORT), hostname: "127.0.0.1", adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: {
    tokenMethod: ["bearer", "api-key"],
    superadminCredentials: { identifier: "superadmin", password: "superadmin" },
    requireVerification: false,
  },
  dbConnectionOptions: {
    type: "postgres", host: "127.0.0.1", port: Number(process.env.PGPORT), username: process.env.PGUSER,
    password: process.env.PGPASSWORD, database: "vendure", synchronize: true,
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  plugins: [DefaultJobQueuePlugin.init({}), DefaultSearchPlugin.init({})],
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
